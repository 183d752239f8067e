import { definePreprocessor } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { createExtractor } from "./extract.ts";
import { builtInPreprocessors } from "./registry.ts";
import { linesAt, makePdf } from "./testing/make-pdf.ts";

const signal = new AbortController().signal;
const calls: string[] = [];
const sandbox = {
  run: async (id: string) => {
    calls.push(id);
    return { blocks: [{ kind: "paragraph" as const, text: "from the sandbox" }] };
  },
};
const extract = createExtractor({ preprocessors: builtInPreprocessors(), sandbox });

test("text is read in this thread, a PDF in the sandbox, by what they are and not by their names", async () => {
  expect(await extract({ bytes: Buffer.from("# Hi\n\nText"), filename: "a.md", signal })).toMatchObject({
    mimeType: "text/markdown",
    preprocessorId: "markdown",
    title: "Hi",
  });
  expect(calls).toEqual([]);
  const bytes = makePdf({ pages: [{ texts: linesAt(["x"]) }] });
  expect(await extract({ bytes, filename: "a.txt", signal })).toEqual({
    mimeType: "application/pdf",
    preprocessorId: "pdf",
    blocks: [{ kind: "paragraph", text: "from the sandbox" }],
  });
  expect(calls).toEqual(["pdf"]);
});

test.each([
  ["\x89PNG\r\n\x1A\n\0", "unsupported", /^Images \(image\/png\) are not read yet/],
  ["\x1F\x8B\x08", "unsupported", /^Archives packed with gzip .* are not read yet\. Pack its files as ZIP\.$/],
  [oldOffice("WordDocument"), "unsupported", /^Word documents of the old format \(\.doc\) .* save it as \.docx\.$/],
  [oldOffice("Workbook"), "unsupported", /save it as \.xlsx\.$/],
  [oldOffice("PowerPoint Document"), "unsupported", /save it as \.pptx\.$/],
  ["\x01\x02\x03\0\0\xFF\xFE", "unsupported", /^Files of unknown binary content .* are not read yet/],
  ["", "empty", /0 bytes/],
  [oldOffice("EncryptedPackage"), "encrypted", /password/],
])("%j is refused in words for users", async (content, code, message) => {
  await expect(extract({ bytes: Buffer.from(content, "latin1"), filename: "a.pdf", signal })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test("a preprocessor from elsewhere takes its place by its order", async () => {
  const own = definePreprocessor({
    id: "own",
    version: 1,
    mimeTypes: ["text/plain"],
    isolated: false,
    extract: async () => ({ blocks: [{ kind: "paragraph", text: "own" }] }),
  });
  const custom = createExtractor({ preprocessors: [own, ...builtInPreprocessors()], sandbox });
  expect(await custom({ bytes: Buffer.from("x y"), filename: "a.txt", signal })).toMatchObject({ preprocessorId: "own" });
});

test("an aborted signal reads nothing", async () => {
  await expect(extract({ bytes: Buffer.from("x"), filename: "a.txt", signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
});

/** The container of old office files with a stream of that name. */
function oldOffice(stream: string): string {
  return Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.from(stream, "utf16le")]).toString("latin1");
}
