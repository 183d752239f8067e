import { expect, test } from "vitest";
import { json } from "./json.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

test("values stand behind the path that leads to them; small objects and lists on one line", async () => {
  const value = {
    title: "Staff",
    staff: [
      { name: "Ada", age: 36, active: true, boss: null },
      { name: "Grace", address: { city: "New York", lines: ["1 Main St"] }, "job title": "Admiral" },
    ],
    tags: ["a", "b"],
    nothing: null,
    empty: {},
  };
  const extracted = await extractWith(json, JSON.stringify(value));
  expect(extracted.title).toBe("Staff");
  expect(
    extracted.blocks
      .map((block) => block.text)
      .join("\n")
      .split("\n"),
  ).toEqual([
    "title: Staff",
    "staff[0]: name: Ada, age: 36, active: true",
    "staff[1].name: Grace",
    "staff[1].address.city: New York",
    "staff[1].address.lines: 1 Main St",
    'staff[1]["job title"]: Admiral',
    "tags: a, b",
  ]);
});

test("blocks hold what belongs together, and stay quotable", async () => {
  const value = Object.fromEntries(
    ["a", "b"].map((key) => [key, Array.from({ length: 30 }, (_, index) => ({ id: index, text: "x".repeat(200) }))]),
  );
  const { blocks } = await extractWith(json, JSON.stringify(value));
  for (const { text } of blocks) {
    expect(new Set(text.split("\n").map((line) => line[0])).size).toBe(1);
    expect(text.length).toBeLessThanOrEqual(1_300);
  }
});

test("JSON Lines: a block a record, opening at its line; a bad line is kept as text, and said", async () => {
  const extracted = await extractWith(json, '{"q":"one"}\n\n{"q":"two"}\n{"q":"three"}\nnot json\n{"q":"four"}\n');
  expect(outlineOf(extracted)).toEqual([
    "paragraph@line=1 q: one",
    "paragraph@line=3 q: two",
    "paragraph@line=4 q: three",
    "paragraph@line=5 not json",
    "paragraph@line=6 q: four",
  ]);
  expect(extracted.notes).toEqual(["1 of 5 lines are not valid JSON: they were read as plain text."]);
});

test("invalid JSON is read as text, and said", async () => {
  const extracted = await extractWith(json, '{"a": 1,\n broken');
  expect(outlineOf(extracted)).toEqual(['paragraph@line=1 {"a": 1,\n broken']);
  expect(extracted.notes).toEqual([expect.stringContaining("not valid JSON")]);
});

test("escapes cannot bring in what a database refuses", async () => {
  expect(outlineOf(await extractWith(json, String.raw`{"a":"x\u0000y\ud800z"}`))).toEqual(["paragraph@ a: x\uFFFDy\uFFFDz"]);
});

test("a value nested a hundred thousand levels deep is cut, not fatal", async () => {
  const extracted = await extractWith(json, `{"a":1,"b":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`);
  expect(outlineOf(extracted)).toEqual(["paragraph@ a: 1"]);
  expect(extracted.notes).toEqual([expect.stringContaining("100 levels")]);
});

test("a file of nothing but such nesting says so", async () => {
  await expect(extractWith(json, `${"[".repeat(1_000)}1${"]".repeat(1_000)}`)).rejects.toMatchObject({
    code: "empty",
    message: expect.stringContaining("nested deeper than 100 levels"),
  });
});

test("no values are empty", async () => {
  for (const text of ["", "{}", "[]", '{"a":null,"b":""}'])
    await expect(extractWith(json, text), text).rejects.toMatchObject({ code: "empty" });
});
