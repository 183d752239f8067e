import { expect, test } from "vitest";
import { createFileFilter } from "./file-filter.ts";
import { FolderSettings } from "./settings.ts";

const matched = (glob: string, ids: readonly string[]) => ids.filter(createFileFilter({ include: [glob], exclude: [] }).isIncluded);

test.for<[string, string[], string[]]>([
  ["**/*", ["a.md", "x/b.md", ".hidden"], []],
  ["*.pdf", ["a.pdf", "x/y/B.PDF"], ["a.md", "a.pdf/x"]],
  ["/*.pdf", ["a.pdf"], ["x/a.pdf"]],
  ["reports/**/*.pdf", ["reports/a.pdf", "Reports/x/y/a.pdf"], ["x/reports/a.pdf"]],
  ["drafts/", ["drafts/a", "x/drafts/y/a"], ["a"]],
  ["./notes/*.txt", ["notes/a.txt"], ["a.txt"]],
  ["[x] plan?.md", ["x plan1.md"], ["plan.md"]],
  ["u\u0308ber*", ["\u00fcber uns.md"], ["uber.md"]],
])("the pattern %s", ([glob, wanted, others]) => {
  expect(matched(glob, [...wanted, ...others])).toEqual(wanted);
});

test("what an operator leaves out by default: hidden, temporary and system files, and folders of programs", () => {
  const { isExcluded } = createFileFilter(FolderSettings.parse({ path: "/srv" }));
  const left = [".git", "x/.env", "node_modules", "x/~$plan.docx", "a.tmp", "THUMBS.DB", "$RECYCLE.BIN", "lost+found", "a.txt~"];
  expect(left.filter((id) => !isExcluded(id))).toEqual([]);
  expect(["a.txt", "x/template.docx", "node_modules.md", "x.git"].filter(isExcluded)).toEqual([]);
});
