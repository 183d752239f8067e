import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { makeZip } from "../testing/make-zip.ts";
import { epub } from "./epub.ts";

const CONTENTS = `<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The tea book</dc:title><dc:creator>Ada Lovelace</dc:creator>
  <dc:creator>Grace Hopper</dc:creator><dc:date>2020-01-02</dc:date><dc:language>en-GB</dc:language></metadata>
  <manifest><item id="second" href="two%20words.xhtml" media-type="application/xhtml+xml"/><item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
  <item id="first" href="text/one.xhtml" media-type="application/xhtml+xml"/><item id="picture" href="p.png" media-type="image/png"/></manifest>
  <spine><itemref idref="cover"/><itemref idref="first"/><itemref idref="second"/><itemref idref="missing"/></spine></package>`;

const PARTS = {
  mimetype: "application/epub+zip",
  "META-INF/container.xml": '<?xml version="1.0"?><container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
  "OPS/book.opf": CONTENTS,
  "OPS/cover.xhtml": '<html><head><title>Cover</title></head><body><img src="p.png"/></body></html>',
  // Elements that close themselves would swallow the rest of the page in HTML.
  "OPS/text/one.xhtml":
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head><body><h1>Chapter one</h1><p>Text <a id="p1"/>of one.</p><h2>Deeper</h2><p>More.</p></body></html>',
  "OPS/two words.xhtml": "<html><head><title>Chapter two</title></head><body><p>Text of two.</p></body></html>",
};

describePreprocessor("epub", {
  preprocessor: epub,
  samples: [
    { name: "tea.epub", bytes: makeZip(PARTS), mimeType: "application/epub+zip", contains: ["Chapter one", "More.", "Chapter two"] },
  ],
});

test("chapters come in the order of reading, with their headings; one without is called by its title", async () => {
  const read = await extractWith(epub, makeZip(PARTS));
  expect(outlineOf(read)).toEqual([
    "heading1@chapter=2 Chapter one",
    "paragraph@chapter=2 Text of one.",
    "heading2@chapter=2 Deeper",
    "paragraph@chapter=2 More.",
    "heading2@chapter=3 Chapter two",
    "paragraph@chapter=3 Text of two.",
  ]);
  expect(read).toMatchObject({
    title: "The tea book",
    authors: ["Ada Lovelace", "Grace Hopper"],
    createdAt: Date.UTC(2020, 0, 2),
    language: "en",
  });
});

test("a book that its shop protects, and one without contents, say so; scrambled fonts do no harm", async () => {
  const encryption = (uri: string): string =>
    `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`;
  const locked = makeZip({ ...PARTS, "META-INF/encryption.xml": encryption("OPS/text/one.xhtml") });
  await expect(extractWith(epub, locked)).rejects.toMatchObject({ code: "encrypted", message: expect.stringContaining("shop") });
  const fonts = makeZip({ ...PARTS, "META-INF/encryption.xml": encryption("OPS/font.otf") });
  expect((await extractWith(epub, fonts)).title).toBe("The tea book");
  await expect(extractWith(epub, makeZip({ mimetype: "application/epub+zip" }))).rejects.toMatchObject({ code: "corrupt" });
});
