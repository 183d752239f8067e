import { describePreprocessor } from "@smartypants/sdk/testing";
import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { CORE_METADATA, makeDocx, makeOdf, wordParagraph as p, wordTable } from "../testing/make-office.ts";
import { makeZip } from "../testing/make-zip.ts";
import { docx, odt, rtf } from "./text-documents.ts";

const LINK = '<w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink r:id="link"><w:r><w:t>the site</w:t></w:r></w:hyperlink>';
const CHANGES = '<w:del><w:r><w:delText>GONE</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> and this</w:t></w:r></w:ins>';
const NOTE = '<w:r><w:br/><w:t>Next line</w:t><w:footnoteReference w:id="2"/></w:r>';

const WORD = makeDocx(
  [
    p("The report", { style: "Titel" }),
    p("Überblick", { style: "berschrift1" }),
    p("An introduction."),
    p("Deeper", { style: "Eigene" }),
    p("first", { list: 0 }),
    p("inner", { list: 1 }),
    p("second", { list: 0 }),
    p("by its style", { style: "Aufzhlung" }),
    p(LINK + CHANGES + NOTE),
    wordTable(
      [
        ["Name", "Price"],
        ["Green &amp; black tea", "12"],
        ["Coffee", "7"],
      ],
      true,
    ),
    p("Überblick", { style: "berschrift1" }),
    p("The end."),
  ].join(""),
);

const TEXT = makeOdf(
  "text",
  `<text:h text:outline-level="1">The report</text:h><text:p>An <text:a xlink:href="https://example.org">introduction</text:a>.<text:s text:c="3"/>More.</text:p>
  <text:h text:outline-level="2">Deeper</text:h>
  <text:list text:style-name="L1"><text:list-item><text:p>first</text:p></text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list>
  <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Price</text:p></table:table-cell></table:table-row></table:table-header-rows>
  <table:table-row><table:table-cell><text:p>Tea</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>`,
);

const RICH = `{\\rtf1\\ansi\\ansicpg1252{\\info{\\title B\\'fccher \\u8211?  list}{\\author Ada}{\\creatim\\yr2024\\mo1\\dy2\\hr3\\min4}}
{\\stylesheet{\\s1\\outlinelevel0 heading 1;}}{\\pard\\s1\\outlinelevel0 The report\\par}{\\pard Plain \\b bold\\b0  caf\\'e9 \\u8364? end.\\par}
\\trowd\\cellx1000\\cellx2000\\pard\\intbl Name\\cell Price\\cell\\row\\trowd\\cellx1000\\cellx2000\\pard\\intbl Tea\\cell 12\\cell\\row
{\\pard {\\field{\\*\\fldinst HYPERLINK "https://example.org"}{\\fldrslt the link}} after\\par}}`;

describePreprocessor("docx", {
  preprocessor: docx,
  samples: [
    { name: "report.docx", bytes: WORD, mimeType: docx.mimeTypes[0] ?? "", contains: ["The report", "An introduction.", "Coffee"] },
  ],
});
describePreprocessor("odt", {
  preprocessor: odt,
  samples: [{ name: "report.odt", bytes: TEXT, mimeType: odt.mimeTypes[0] ?? "", contains: ["The report", "second", "Tea"] }],
});
describePreprocessor("rtf", {
  preprocessor: rtf,
  samples: [{ name: "report.rtf", bytes: Buffer.from(RICH), mimeType: "application/rtf", contains: ["The report", "café €"] }],
});

describe("Word", () => {
  test("headings in any language, lists with numbers, tables with their header, notes last", async () => {
    const read = await extractWith(docx, WORD);
    expect(outlineOf(read)).toEqual([
      "heading1@the-report The report",
      "heading1@überblick Überblick",
      "paragraph@überblick An introduction.",
      "heading2@deeper Deeper",
      "list@deeper 1. first",
      "list@deeper inner",
      "list@deeper 2. second",
      "list@deeper by its style",
      "paragraph@deeper See the site and this\nNext line",
      "table@deeper [Name | Price] Green & black tea | 12",
      "table@deeper [Name | Price] Coffee | 7",
      "heading1@überblick-1 Überblick",
      "paragraph@überblick-1 The end.",
      "paragraph@überblick-1 A footnote.",
    ]);
    const { blocks: _blocks, ...metadata } = read;
    expect(metadata).toEqual(CORE_METADATA);
  });

  test("a first row that reads like names is a table's header; one of figures is not", async () => {
    const names = wordTable(
      [
        ["Name", "Price"],
        ["Tea", "12"],
      ],
      false,
    );
    const figures = wordTable(
      [
        ["1", "2"],
        ["3", "4"],
      ],
      false,
    );
    expect(outlineOf(await extractWith(docx, makeDocx(names + p("between") + figures)))).toEqual([
      "table@ [Name | Price] Tea | 12",
      "paragraph@ between",
      "table@ 1 | 2",
      "table@ 3 | 4",
    ]);
  });

  test("a title that the program put there by itself is none", async () => {
    const core = (title: string): string =>
      `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>${title}</dc:title></cp:coreProperties>`;
    for (const title of ["Microsoft Word - plan.doc", "PowerPoint-Präsentation", "Document1", "plan.docx"]) {
      expect((await extractWith(docx, makeDocx(p("Text."), { "docProps/core.xml": core(title) }))).title, title).toBeUndefined();
    }
    expect((await extractWith(docx, makeDocx(p("Text."), { "docProps/core.xml": core("Document of record") }))).title).toBe(
      "Document of record",
    );
  });

  test("without text, encrypted, without its text part, or too large: each says what to do", async () => {
    await expect(extractWith(docx, makeDocx(p("")))).rejects.toMatchObject({ code: "empty", message: expect.stringContaining("no text") });
    const locked = makeZip({ "word/document.xml": { content: "x", encrypted: true } });
    await expect(extractWith(docx, locked)).rejects.toMatchObject({ code: "encrypted", message: expect.stringContaining("password") });
    await expect(extractWith(docx, makeZip({ "word/styles.xml": "<x/>" }))).rejects.toMatchObject({
      code: expect.stringMatching(/corrupt|empty/),
    });
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`word/media/${at}.png`, ""]));
    await expect(extractWith(docx, makeDocx(p("Text."), many))).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringMatching(/10,0\d\d parts; the limit is 10,000/),
    });
    const lie = makeZip({ "word/document.xml": { content: "x", claimedSize: 300 * 1024 * 1024 } });
    await expect(extractWith(docx, lie)).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("300 MB; the limit is 200 MB"),
    });
  });
});

test("OpenDocument texts keep headings, lists and table headers", async () => {
  const read = await extractWith(odt, TEXT);
  expect(outlineOf(read)).toEqual([
    "heading1@the-report The report",
    "paragraph@the-report An introduction. More.",
    "heading2@deeper Deeper",
    "list@deeper 1. first",
    "list@deeper 2. second",
    "table@deeper [Name | Price] Tea | 12",
  ]);
  expect(read).toMatchObject({ ...CORE_METADATA, authors: ["Ada Lovelace"] });
});

test("RTF keeps headings, tables and what it says of itself, in its own characters", async () => {
  const read = await extractWith(rtf, Buffer.from(RICH));
  expect(outlineOf(read)).toEqual([
    "heading1@the-report The report",
    "paragraph@the-report Plain bold café € end.",
    "table@the-report [Name | Price] Tea | 12",
    "paragraph@the-report the link after",
  ]);
  expect(read).toMatchObject({ title: "Bücher – list", authors: ["Ada"], createdAt: Date.UTC(2024, 0, 2, 3, 4) });
});
