import { expect, test } from "vitest";
import { nameEntries } from "./names.ts";

test("ids are spelt in NFC, names as the disk spells them, in an order that no locale changes", () => {
  expect(nameEntries(["b", "u\u0308", "B", "a"])).toEqual([
    { name: "B", idPart: "B" },
    { name: "a", idPart: "a" },
    { name: "b", idPart: "b" },
    { name: "u\u0308", idPart: "\u00fc" },
  ]);
});

test("of names that are one in NFC, the one spelt so keeps the plain part, in whatever order the disk lists them", () => {
  const names = ["\u1e69", "s\u0323\u0307", "s\u0307\u0323"];
  const entries = nameEntries(names);
  expect(nameEntries(names.toReversed())).toEqual(entries);
  expect(new Set(entries.map((entry) => entry.idPart)).size).toBe(3);
  expect(entries.find((entry) => entry.idPart === "\u1e69")?.name).toBe("\u1e69");
  // Without it, one of the others takes its place rather than none.
  expect(nameEntries(names.slice(1)).filter((entry) => entry.idPart === "\u1e69").length).toBe(1);
});
