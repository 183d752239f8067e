import { expect, test } from "vitest";
import { builtInPreprocessors, pickPreprocessor, preprocessorsVersion } from "./registry.ts";

test("every built-in preprocessor has an id and types of its own", () => {
  const list = builtInPreprocessors();
  expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  const types = list.flatMap(({ mimeTypes }) => mimeTypes);
  expect(new Set(types).size).toBe(types.length);
});

test("formats with complex parsers run isolated", () => {
  expect(
    builtInPreprocessors()
      .filter(({ isolated }) => isolated)
      .map(({ id }) => id),
  ).toEqual(["html", "pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods", "rtf", "epub", "notebook", "eml", "mbox", "zip"]);
});

test("a type is found whatever its case and parameters; an unknown one is not", () => {
  const list = builtInPreprocessors();
  expect(pickPreprocessor(list, "Text/HTML; charset=utf-8")?.id).toBe("html");
  expect(pickPreprocessor(list, "image/png")).toBeUndefined();
  expect(pickPreprocessor(list, "text/vcard")?.id, "text of a kind of its own").toBe("plain-text");
});

test("the version names every preprocessor, in an order of its own", () => {
  const list = builtInPreprocessors();
  expect(preprocessorsVersion(list)).toBe(preprocessorsVersion(list.toReversed()));
  expect(preprocessorsVersion(list)).toMatch(/^calendar@\d+,csv@\d+,docx@\d+,/);
});
