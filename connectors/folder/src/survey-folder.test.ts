import type { SurveyOp } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { tempFolder } from "./__fixtures__/temp-folder.ts";
import { createFolder } from "./folder-connector.ts";

const FILES = {
  "welcome.txt": "Welcome!",
  "reports/2026/sales.pdf": "%PDF",
  "reports/2026/sales.docx": "x".repeat(2000),
  "reports/draft.tmp": "half",
  "node_modules/big/index.txt": "not looked at",
  "empty.txt": "",
};

async function survey(settings: object, breaks: readonly string[] = []) {
  const temp = await tempFolder(FILES);
  onTestFinished(() => temp.remove());
  for (const id of breaks) temp.broken.add(id);
  const ops: SurveyOp[] = [];
  for await (const op of createFolder(temp.fs).survey?.(temp.context(settings), { isCounted: true }) ?? []) ops.push(op);
  return {
    /** Path of each file, with what becomes of it. */
    items: Object.fromEntries(ops.flatMap((op) => (op.op === "item" ? [[op.id, op.isIn ? (op.skip ?? "in") : (op.why ?? "out")]] : []))),
    folders: ops.flatMap((op) => (op.op === "container" ? [op.title] : [])),
    notes: ops.flatMap((op) => (op.op === "note" ? [`${op.setting}: ${op.message}`] : [])),
    end: ops.at(-1),
  };
}

test("each file is told with the pattern that leaves it out, and what is too large with its size", async () => {
  const { items, folders, notes, end } = await survey({ include: ["*.txt", "reports/**/*.{pdf,docx}"], maxFileSizeMb: 0.001 });
  expect(items).toEqual({
    "welcome.txt": "in",
    "reports/2026/sales.pdf": "in",
    "reports/2026/sales.docx": "too_large",
    "reports/draft.tmp": "left out by “*.tmp”",
    node_modules: "left out by “node_modules”",
    "empty.txt": "empty",
  });
  expect(folders).toEqual(["reports", "reports/2026"]);
  expect(notes).toEqual([]);
  expect(end).toEqual({ op: "end", isPartial: false });
});

test("a pattern that nothing fits, and one with a bracket too few, are named", async () => {
  const { items, notes } = await survey({ include: ["*.txt", "*.xlsx", "report[s/**"], exclude: ["{a,b"] });
  expect(items["reports/2026/sales.pdf"]).toBe("no pattern includes it");
  expect(notes).toEqual([
    "include: In “report[s/**” the bracket [ has no partner, so it stands for itself. Complete it, or remove it.",
    "exclude: In “{a,b” the bracket { has no partner, so it stands for itself. Complete it, or remove it.",
    "include: No file fits “*.xlsx”.",
    "include: No file fits “report[s/**”.",
  ]);
});

test("a folder that cannot be looked into makes the survey a partial one", async () => {
  const { items, end } = await survey({}, ["reports/2026"]);
  expect(Object.keys(items)).not.toContain("reports/2026/sales.pdf");
  expect(end).toEqual({ op: "end", isPartial: true });
});
