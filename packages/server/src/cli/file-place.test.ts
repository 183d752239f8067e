import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeAnchor, placeOf, shortPath } from "./file-place.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-place-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, content: string | Uint8Array, anchor: string, quote: string) {
  const file = join(folder, name);
  writeFileSync(file, content);
  return placeOf({ url: `${pathToFileURL(file).href}${anchor}`, quote, start: 0 }, folder);
}

test("a text file is cited with its line, also when its name needs an encoded link", () => {
  expect(place("a b #1 ü.md", "# A\n\nThe code is 4711.\n", "#a", "The code is 4711.")).toEqual({
    file: join(folder, "a b #1 ü.md"),
    line: 3,
    place: null,
    shown: "a b #1 ü.md:3",
  });
});

test("a file that is no text is cited with its page", () => {
  const { shown, line, place: page } = place("x.pdf", Uint8Array.of(37, 80, 68, 70, 0, 1), "#page=12", "The code");
  expect({ shown, line, page }).toEqual({ shown: "x.pdf, page 12", line: null, page: "page 12" });
});

test("a text that has changed since is cited with its heading", () => {
  expect(place("x.md", "nothing like it", "#how-much-you-get", "The code is 4711.").shown).toBe("x.md, “how much you get”");
});

test("a file that is gone is still named", () => {
  const url = `${pathToFileURL(join(folder, "gone.md")).href}#row=7`;
  expect(placeOf({ url, quote: "x", start: 0 }, folder).shown).toBe("gone.md, row 7");
});

test("what is no file is cited by its link", () => {
  const url = "https://example.org/x#y";
  expect(placeOf({ url, quote: "x", start: 0 }, folder)).toEqual({ file: null, line: null, place: "“y”", shown: url });
});

test("anchors in words", () => {
  expect(["", "page=3", "sheet=My%20Sheet", "50%-off", "intro"].map(describeAnchor)).toEqual([
    null,
    "page 3",
    "sheet My Sheet",
    "“50% off”",
    "“intro”",
  ]);
});

test("below the working directory a path is relative, elsewhere whole", () => {
  expect(shortPath("/srv/docs/a.md", "/srv")).toBe(join("docs", "a.md"));
  expect(shortPath("/srv/docs/a.md", "/srv/data")).toBe("/srv/docs/a.md");
  expect(shortPath("/srv/..docs/a.md", "/srv")).toBe(join("..docs", "a.md"));
});
