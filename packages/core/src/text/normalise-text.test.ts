import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseText } from "./normalise-text.ts";

const awkward = fc.constantFrom(
  ..."ae\n\r\t\f\v \u0000\u0007\u007f\u0085\u00a0\u0301\u0323\u0344\u200b\u200d\u2028\u2060\u3000\ufeff\ud800\udc00가ᄀ\u1161".split(""),
  "\u{E0041}",
  "😀",
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.array(awkward, { maxLength: 120 }).map((parts) => parts.join("")),
);

test("applying it twice changes nothing, and nothing forbidden is left", () => {
  fc.assert(
    fc.property(text, (input) => {
      const once = normaliseText(input);
      expect(normaliseText(once)).toBe(once);
      expect(once.isWellFormed()).toBe(true);
      expect(once).toBe(once.normalize("NFC"));
      // oxlint-disable-next-line no-control-regex -- the characters that must be gone
      expect(once).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u200b\u2060\ufeff]|[\u{E0000}-\u{E007F}]|\n{3}|[^\S\n](?:\n|$)/u);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["line ends of all systems", "a\r\nb\rc\u2028d\fe", "a\nb\nc\nd\ne"],
  ["spaces at line ends and empty lines", "a \t\n\n \n\nb  ", "a\n\nb"],
  ["accents are composed, also across a hidden character", "e\u200b\u0301", "é"],
  ["half a surrogate pair", "a\ud800b", "a\ufffdb"],
  ["text hidden in tags", "ok\u{E0068}\u{E0069}", "ok"],
  ["joiners that emoji and Persian need", "👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"],
  ["no-break space and byte order mark", "\ufeffa\u00a0b", "a b"],
  ["an indent stays", "  if x:\n\treturn", "  if x:\n\treturn"],
])("%s", (_name, input, expected) => {
  expect(normaliseText(input)).toBe(expected);
});

// ICU sorts a run of marks in quadratic time (one megabyte: minutes); a pattern for trailing spaces would do the same.
test.each([
  ["marks", `a${"\u0301\u0323".repeat(200_000)}`],
  ["spaces", `é${" ".repeat(400_000)}b`],
  ["line feeds", `é${"\n".repeat(400_000)}b`],
])("a long run of %s takes no time and little room", (_name, input) => {
  const started = performance.now();
  expect(normaliseText(input).length).toBeLessThan(100);
  expect(performance.now() - started).toBeLessThan(20_000);
});
