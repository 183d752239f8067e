import { describePreprocessor } from "@smartypants/sdk/testing";
import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { CORE_METADATA, makeOdf, makeXlsx } from "../testing/make-office.ts";
import { makeZip } from "../testing/make-zip.ts";
import { numberKind, showNumber } from "./number-format.ts";
import { ods } from "./ods.ts";
import { columnName, columnOf } from "./sheet-blocks.ts";
import { xlsx } from "./xlsx.ts";

const BOOK = makeXlsx([
  {
    name: "Price list",
    rows: [
      ["Prices of 2024"],
      [],
      ["Article", "Price", "Share", "Valid from", "Note"],
      [
        "Tea",
        "<c><f>SUM(1,2)</f><v>0.30000000000000004</v></c>",
        '<c s="2"><v>0.19</v></c>',
        '<c s="1"><v>45352</v></c>',
        '<c t="s"><v>0</v></c>',
      ],
      ["Coffee", '<c s="4"><v>1234.5</v></c>', "", '<c s="3"><v>45353</v></c>', '<c t="s"><v>1</v></c>'],
      ["Cocoa", '<c t="e"><v>#N/A</v></c>', "", '<c s="5"><v>45353.5</v></c>', '<c t="b"><v>1</v></c>'],
    ],
  },
  { name: "Empty", rows: [[], []] },
  {
    name: "Über &amp; more!",
    rows: [
      ["1", "2"],
      ["3", "4"],
    ],
  },
]);

const cell = (text: string, more = ""): string => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
const row = (cells: string, more = ""): string => `<table:table-row ${more}>${cells}</table:table-row>`;
const SHEET = makeOdf(
  "spreadsheet",
  `<table:table table:name="Prices">${row(cell("Article") + cell("Price"))}
  ${row(`${cell("Tea &amp; more")}<table:table-cell office:value="12.5"><office:annotation><text:p>HIDDEN</text:p></office:annotation><text:p>12.50<text:s text:c="1"/>€</text:p></table:table-cell>`)}
  ${row('<table:table-cell table:number-columns-repeated="3"/>', 'table:number-rows-repeated="2"')}
  ${row(cell("Same", 'table:number-columns-repeated="2"'), 'table:number-rows-repeated="2"')}
  ${row('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048000"')}</table:table>`,
);

describePreprocessor("xlsx", {
  preprocessor: xlsx,
  samples: [{ name: "prices.xlsx", bytes: BOOK, mimeType: xlsx.mimeTypes[0] ?? "", contains: ["Price list", "Coffee", "1 | 2"] }],
});
describePreprocessor("ods", {
  preprocessor: ods,
  samples: [{ name: "prices.ods", bytes: SHEET, mimeType: ods.mimeTypes[0] ?? "", contains: ["Prices", "Tea & more"] }],
});

describe("Excel", () => {
  test("each row at its place with the sheet's header; dates, shares and results as a person sees them", async () => {
    const read = await extractWith(xlsx, BOOK);
    const header = "[Article | Price | Share | Valid from | Note]";
    expect(outlineOf(read)).toEqual([
      "heading2@sheet=Price%20list Price list",
      "paragraph@sheet=Price%20list!A1 Prices of 2024",
      `table@sheet=Price%20list!A4 ${header} Tea | 0.3 | 19% | 2024-03-01 | Shared & plain`,
      `table@sheet=Price%20list!A5 ${header} Coffee | 1234.5 |  | 2024-03-02 | Rich text`,
      `table@sheet=Price%20list!A6 ${header} Cocoa | #N/A |  | 2024-03-02 12:00 | TRUE`,
      "heading2@sheet=%C3%9Cber%20%26%20more! Über & more!",
      "table@sheet=%C3%9Cber%20%26%20more!!A1 1 | 2",
      "table@sheet=%C3%9Cber%20%26%20more!!A2 3 | 4",
    ]);
    expect(read).toMatchObject(CORE_METADATA);
  });

  test("cells far to the right keep their column, without a text of gaps", async () => {
    const far = makeXlsx([{ name: "S", rows: [["a"]] }], {
      "xl/worksheets/sheet1.xml":
        '<worksheet><sheetData><row r="7"><c r="B7"><v>1</v></c><c r="XFD7"><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row></sheetData></worksheet>',
    });
    expect(outlineOf(await extractWith(xlsx, far))).toEqual([
      "heading2@sheet=S S",
      "table@sheet=S!B7  | 1 |  | 2",
      "table@sheet=S!A8 3 | 4",
    ]);
  });

  test("dates of the calendar from 1904", async () => {
    const book = makeXlsx([{ name: "S", rows: [['<c s="1"><v>0</v></c>']] }], {
      "xl/workbook.xml": '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="s0"/></sheets></workbook>',
    });
    expect(outlineOf(await extractWith(xlsx, book))).toEqual(["heading2@sheet=S S", "table@sheet=S!A1 1904-01-01"]);
  });

  test("what cannot be read says why: binary, empty, cut off, with entities of its own, too many rows", async () => {
    const binary = makeZip({ "[Content_Types].xml": "<x/>", "xl/workbook.bin": "x" });
    await expect(extractWith(xlsx, binary)).rejects.toMatchObject({ code: "unsupported", message: expect.stringContaining(".xlsx") });
    await expect(extractWith(xlsx, makeXlsx([{ name: "S", rows: [] }]))).rejects.toMatchObject({ code: "empty" });
    const sheet = (xml: string): Uint8Array => makeXlsx([{ name: "S", rows: [["a"]] }], { "xl/worksheets/sheet1.xml": xml });
    await expect(extractWith(xlsx, sheet("<worksheet><sheetData><row><c><v>1</v></c></row>"))).rejects.toMatchObject({ code: "corrupt" });
    const entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>';
    await expect(extractWith(xlsx, sheet(entities))).rejects.toMatchObject({ code: "corrupt" });
    const rows = "<row><c><v>1</v></c></row>".repeat(200_001);
    await expect(extractWith(xlsx, sheet(`<worksheet><sheetData>${rows}</sheetData></worksheet>`))).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("200,000 rows"),
    });
  });

  test("a part that unpacks to hundreds of times its size is stopped", async () => {
    const spaces = `<worksheet><sheetData>${" ".repeat(60 * 1024 * 1024)}</sheetData></worksheet>`;
    const bomb = makeXlsx([{ name: "S", rows: [["a"]] }], { "xl/worksheets/sheet1.xml": spaces });
    await expect(extractWith(xlsx, bomb)).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("200 times its size"),
    });
  });
});

test("OpenDocument sheets: as shown, repeated rows counted, decoration to the end of the sheet left out", async () => {
  const read = await extractWith(ods, SHEET);
  expect(outlineOf(read)).toEqual([
    "heading2@sheet=Prices Prices",
    "table@sheet=Prices!A2 [Article | Price] Tea & more | 12.50 €",
    "table@sheet=Prices!A5 [Article | Price] Same | Same",
    "table@sheet=Prices!A6 [Article | Price] Same | Same",
  ]);
  const locked = makeOdf("spreadsheet", "", {
    "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
  });
  await expect(extractWith(ods, locked)).rejects.toMatchObject({ code: "encrypted" });
});

test("number formats are told by their codes", () => {
  const kinds: readonly (readonly [string, string])[] = [
    ["General", "number"],
    ["#,##0.00 [$€-407]", "number"],
    ['0 "days"', "number"],
    ["0.0%", "percent"],
    ["yyyy-mm-dd", "date"],
    ["[$-407]d. mmmm yyyy;@", "date"],
    ["dd/mm/yy hh:mm", "dateTime"],
    ["[h]:mm", "time"],
    ["mm:ss", "time"],
    ["[Red]0.00", "number"],
  ];
  for (const [code, kind] of kinds) expect(numberKind(164, code), code).toBe(kind);
  expect(showNumber("1.5", "time", 1900)).toBe("36:00");
  expect(showNumber("0.75", "time", 1900)).toBe("18:00");
  expect(showNumber("-1", "date", 1900)).toBe("-1");
});

test("columns have letters", () => {
  for (const [column, name] of [
    [0, "A"],
    [25, "Z"],
    [26, "AA"],
    [701, "ZZ"],
    [702, "AAA"],
    [16_383, "XFD"],
  ] as const) {
    expect(columnName(column)).toBe(name);
    expect(columnOf(`${name}12`)).toBe(column);
  }
});
