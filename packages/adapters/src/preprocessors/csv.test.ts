import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { csv, findDelimiter, MAX_ROWS } from "./csv.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

test("each row is a block with the header beside it, numbered as a spreadsheet does", async () => {
  expect(outlineOf(await extractWith(csv, 'Name,City\nAda,London\n\n"Hopper, Grace","New\nYork"\n'))).toEqual([
    "table@row=2 [Name | City] Ada | London",
    "table@row=4 [Name | City] Hopper, Grace | New York",
  ]);
});

test("a first row of data is data", async () => {
  expect(outlineOf(await extractWith(csv, "Ada,36\nGrace,85\n"))).toEqual(["table@row=1 Ada | 36", "table@row=2 Grace | 85"]);
  expect(outlineOf(await extractWith(csv, "Name,City"))).toEqual(["table@row=1 Name | City"]);
});

test("the delimiter is found, outside quotes", async () => {
  expect(["a,b\n1,2", "a;b\n1,5;2", "a\tb\n1, 2\t3", "a|b\n1|2", '"a;b;c",d\n"1;2;3",4'].map(findDelimiter)).toEqual([
    ",",
    ";",
    "\t",
    "|",
    ",",
  ]);
  expect(outlineOf(await extractWith(csv, iconv.encode("sep=;\nStraße;Größe\nÄgidiplatz;5,5", "latin1")))).toEqual([
    "table@row=3 [Straße | Größe] Ägidiplatz | 5,5",
  ]);
});

test("rows of other lengths and quotes that do not fit are kept", async () => {
  expect(outlineOf(await extractWith(csv, "a,b,c\n1\n1,2,3,4\n"))).toEqual([
    "table@row=2 [a | b | c] 1",
    "table@row=3 [a | b | c] 1 | 2 | 3 | 4",
  ]);
  const open = `a,b\n1,"never closed\n${"2,3\n".repeat(3)}`;
  expect(outlineOf(await extractWith(csv, open))).toHaveLength(4);
  expect(outlineOf(await extractWith(csv, 'a,b\n5" disk,2\n'))).toEqual(['table@row=2 [a | b] 5" disk | 2']);
});

test("more rows than the cap: the rest is left out, and said", async () => {
  const { blocks, notes } = await extractWith(csv, `name,value\n${"x,1\n".repeat(MAX_ROWS + 50)}`);
  expect(blocks).toHaveLength(MAX_ROWS - 1); // the header is one of the rows
  expect(notes).toEqual([expect.stringContaining("200,000 rows")]);
});

test("no rows are empty", async () => {
  for (const text of ["", "\n\n", ",,\n,,"]) await expect(extractWith(csv, text)).rejects.toMatchObject({ code: "empty" });
});
