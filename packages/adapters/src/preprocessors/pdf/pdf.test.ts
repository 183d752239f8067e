import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { linesAt, makePdf, type PdfPage, type PdfSpec, type PdfText } from "../testing/make-pdf.ts";
import { parsePdfDate } from "./metadata.ts";
import { MAX_PAGES, pdf } from "./pdf.ts";

async function read(spec: PdfSpec): Promise<string[]> {
  return outlineOf(await extractWith(pdf, makePdf(spec)));
}

function page(...lines: string[]): PdfPage {
  return { texts: linesAt(lines) };
}

describe("text", () => {
  test("lines become paragraphs, broken words are put together, each block opens at its page", async () => {
    const first = page(
      "Parental leave takes twelve weeks for every parent who works with the com-",
      "pany. A well-known exception holds for co-",
      "workers, and for the well-",
      "known ones too.",
      "",
      "The second paragraph stands apart.",
      "",
      "• first point",
      "• second point, which goes on",
      "in another line",
      "",
      "It ends in the middle of a",
    );
    expect(await read({ pages: [first, page("sentence that the next page ends.", "", "Done.")] })).toEqual([
      "paragraph@page=1 Parental leave takes twelve weeks for every parent who works with the company. A well-known exception holds for coworkers, and for the well-known ones too.",
      "paragraph@page=1 The second paragraph stands apart.",
      "list@page=1 • first point",
      "list@page=1 • second point, which goes on in another line",
      "paragraph@page=1 It ends in the middle of a sentence that the next page ends.",
      "paragraph@page=2 Done.",
    ]);
  });

  test("the order on the page counts, not the order in the file", async () => {
    const texts = linesAt(["First line of it,", "second line of it,", "third line of it."]).toReversed();
    expect(await read({ pages: [{ texts }] })).toEqual(["paragraph@page=1 First line of it, second line of it, third line of it."]);
  });

  test("pages shown turned are read as shown; text turned on the page is read last", async () => {
    const source = Buffer.from(makePdf({ pages: [page("First line shown.", "Second line shown.", "", "Turned text")] })).toString("latin1");
    const stamped = source.replace(/1 0 0 1 (\S+ \S+ Tm \(Turned)/, "0 1 -1 0 $1");
    const stampedBlocks = outlineOf(await extractWith(pdf, Buffer.from(stamped, "latin1")));
    expect(stampedBlocks).toEqual(["paragraph@page=1 First line shown. Second line shown.", "paragraph@page=1 Turned text"]);
    // The same page, entered sideways and turned back by the viewer.
    const sideways = source
      .replace("/MediaBox [0 0 612 792]", "/MediaBox [0 0 792 792] /Rotate 90")
      .replaceAll(/1 0 0 1 (\S+) (\S+) Tm/g, (_, x: string, y: string) => `0 1 -1 0 ${792 - Number(y)} ${x} Tm`);
    expect(outlineOf(await extractWith(pdf, Buffer.from(sideways, "latin1")))).toEqual([
      "paragraph@page=1 First line shown. Second line shown.",
      "paragraph@page=1 Turned text",
    ]);
  });

  test("pieces of one line are joined, with spaces where there is a gap", async () => {
    const texts = [
      { x: 72, y: 700, text: "E=mc" },
      { x: 98.5, y: 704, text: "2", size: 7 },
      { x: 110, y: 700, text: "holds" },
    ];
    expect(await read({ pages: [{ texts }] })).toEqual(["paragraph@page=1 E=mc2 holds"]);
  });

  test("rows of a table stay rows", async () => {
    const rows = [
      ["Country", "Weeks", "Since"],
      ["Germany", "30", "2019"],
      ["France", "25", "2020"],
      ["Spain", "22", "2021"],
      ["Italy", "26", "2022"],
    ];
    const texts = rows.flatMap((cells, row) => cells.map((text, column): PdfText => ({ x: 72 + column * 160, y: 700 - row * 14, text })));
    expect(await read({ pages: [{ texts }] })).toEqual(rows.map((cells) => `table@page=1 ${cells.join(" | ")}`));
  });

  test("entries of a table of contents stay apart, without their dots", async () => {
    expect(await read({ pages: [page("1 Introduction . . . . . . . . . . 3", "1.1 Scope .............. 4", "That was all.")] })).toEqual([
      "paragraph@page=1 1 Introduction … 3",
      "paragraph@page=1 1.1 Scope … 4",
      "paragraph@page=1 That was all.",
    ]);
  });

  test("a numbered item with a wide gap is no table", async () => {
    const texts = [
      { x: 72, y: 700, text: "1." },
      { x: 120, y: 700, text: "Ask your lead." },
    ];
    expect(await read({ pages: [{ texts }] })).toEqual(["list@page=1 1. Ask your lead."]);
  });
});

describe("links", () => {
  const area = (y: number, url: string) => ({ url, x: 137, y: y - 3, right: 160, top: y + 9 });

  test("the address stands behind the words that open it", async () => {
    const texts = [
      { x: 72, y: 700, text: "Ask with the" },
      { x: 138, y: 700, text: "form" },
      { x: 164, y: 700, text: "in time." },
      { x: 72, y: 660, text: "See https://example.org/rules for more." },
    ];
    const links = [
      area(700, "https://example.org/form?id=7"),
      area(660, "https://www.example.org/rules/"),
      area(400, "https://nowhere.example"),
    ];
    expect(await read({ pages: [{ texts, links }] })).toEqual([
      "paragraph@page=1 Ask with the form (https://example.org/form?id=7) in time.",
      "paragraph@page=1 See https://example.org/rules for more.",
    ]);
  });

  test("places in the document, programs and scripts are no addresses", async () => {
    const links = ["javascript:alert(1)", "file:///etc/passwd"].map((url) => area(720, url));
    expect(await read({ pages: [{ texts: linesAt(["Words that open something."]), links }] })).toEqual([
      "paragraph@page=1 Words that open something.",
    ]);
  });
});

describe("columns", () => {
  const left = Array.from({ length: 12 }, (_, index) => `Left column line number ${index + 1} runs on`);
  const right = Array.from({ length: 10 }, (_, index) => `Right column line number ${index + 1} runs on`);

  test("two columns are read one after the other, between what stands across both", async () => {
    const texts = [
      ...linesAt(["A title that runs over the whole width of the page, from edge to edge of its text, like this"], { top: 740 }),
      ...linesAt(left, { x: 72, top: 700 }),
      ...linesAt(right, { x: 330, top: 700 }),
      ...linesAt(["A footnote that runs over the whole width of the page, from edge to edge of its text, like this"], { top: 500 }),
    ].toSorted((a, b) => b.y - a.y);
    expect(await read({ pages: [{ texts }] })).toEqual([
      "paragraph@page=1 A title that runs over the whole width of the page, from edge to edge of its text, like this",
      `paragraph@page=1 ${left.join(" ")}`,
      `paragraph@page=1 ${right.join(" ")}`,
      "paragraph@page=1 A footnote that runs over the whole width of the page, from edge to edge of its text, like this",
    ]);
  });

  test("a sentence goes on in the next column", async () => {
    const texts = [...linesAt(left, { x: 72 }), ...linesAt(["and the sentence ends over here now.", ...right], { x: 330 })];
    const [block] = await read({ pages: [{ texts }] });
    expect(block).toContain("Left column line number 12 runs on and the sentence ends over here now. Right column line number 1 runs on");
  });
});

function chapter(number: number): PdfText[] {
  return linesAt([`Chapter ${number} says something of its own.`, "And the same closing words."], { top: 600 });
}

function withEdges(number: number): PdfPage {
  return { texts: [{ x: 72, y: 760, text: "Handbook 2024" }, ...chapter(number), { x: 300, y: 30, text: `Page ${number} of 4` }] };
}

describe("running heads and feet", () => {
  test("are removed when they are the same on at least three pages and half of all", async () => {
    const pages = [1, 2, 3, 4].map(withEdges);
    expect(await read({ pages })).toEqual(
      [1, 2, 3, 4].map((number) => `paragraph@page=${number} Chapter ${number} says something of its own. And the same closing words.`),
    );
  });

  test("stay on two pages, and where most pages differ", async () => {
    expect((await read({ pages: [1, 2].map(withEdges) })).join("\n")).toContain("Page 2 of 4");
    const pages = [1, 2, 3].map(withEdges).concat([4, 5, 6, 7].map((number) => ({ texts: chapter(number) })));
    expect((await read({ pages })).join("\n")).toContain("Handbook 2024");
  });

  test("a document of nothing else keeps them", async () => {
    const label = { texts: [{ x: 72, y: 760, text: "Fragile" }] };
    expect(await read({ pages: [label, label, label] })).toEqual([1, 2, 3].map((number) => `paragraph@page=${number} Fragile`));
  });
});

describe("headings", () => {
  test("come from the outline where it matches, numbered or not, in any size", async () => {
    const outline = [
      { title: "1. Introduction", page: 0 },
      { title: "Scope", page: 1 },
      { title: "Nowhere to be found", page: 1 },
    ];
    expect(await read({ outline, pages: [page("Introduction", "Text under it."), page("2 Scope", "More text.")] })).toEqual([
      "heading1@page=1 Introduction",
      "paragraph@page=1 Text under it.",
      "heading1@page=2 2 Scope",
      "paragraph@page=2 More text.",
    ]);
  });

  test("a title of the outline is kept where it looks like a running head", async () => {
    const pages = [1, 2, 3, 4].map((number) => ({
      texts: [{ x: 72, y: 760, text: `Chapter ${number}` }, ...linesAt([`Text number ${number} and its words.`], { top: 600 })],
    }));
    const outline = [1, 2, 3, 4].map((number) => ({ title: `Chapter ${number}`, page: number - 1 }));
    expect(await read({ pages, outline })).toEqual(
      [1, 2, 3, 4].flatMap((number) => [
        `heading1@page=${number} Chapter ${number}`,
        `paragraph@page=${number} Text number ${number} and its words.`,
      ]),
    );
  });

  test("without an outline, lines set clearly larger are headings, the largest highest", async () => {
    const texts = [
      { x: 72, y: 740, text: "The Handbook", size: 22 },
      { x: 72, y: 700, text: "Leave and", size: 15 },
      { x: 72, y: 682, text: "absence", size: 15 },
      ...linesAt(
        ["Everyone has twenty-eight days of leave a year,", "and may take five more with the consent of a lead.", "They lapse in March."],
        { top: 660 },
      ),
      { x: 72, y: 600, text: "A note in a slightly larger type.", size: 12 },
    ];
    expect(await read({ pages: [{ texts }] })).toEqual([
      "heading1@page=1 The Handbook",
      "heading2@page=1 Leave and absence",
      "paragraph@page=1 Everyone has twenty-eight days of leave a year, and may take five more with the consent of a lead. They lapse in March.",
      "paragraph@page=1 A note in a slightly larger type.",
    ]);
  });
});

test("metadata: title, authors, date and language", async () => {
  const spec = {
    title: "Microsoft Word - Leave (v2)",
    author: "Ada Lovelace; Grace Hopper",
    created: "D:20240131120000+01'00'",
    pages: [page("x")],
  };
  expect(await extractWith(pdf, makePdf(spec))).toMatchObject({
    title: "Leave (v2)",
    authors: ["Ada Lovelace", "Grace Hopper"],
    createdAt: Date.UTC(2024, 0, 31, 11),
    language: "en",
  });
  expect(await extractWith(pdf, makePdf({ title: "leave.docx", pages: [page("x")] }))).not.toHaveProperty("title");
  expect([parsePdfDate("D:2024"), parsePdfDate("D:20240229235959Z"), parsePdfDate("yesterday"), parsePdfDate("D:20241399")]).toEqual([
    Date.UTC(2024, 0, 1),
    Date.UTC(2024, 1, 29, 23, 59, 59),
    undefined,
    undefined,
  ]);
});

describe("what cannot be read says why, in words for users", () => {
  test("a password", async () => {
    const spec = { title: "Secret", pages: [page("The secret text")], password: "swordfish" };
    await expect(extractWith(pdf, makePdf(spec))).rejects.toMatchObject({
      code: "encrypted",
      message: expect.stringContaining("password"),
    });
    // An empty password locks nothing: every viewer opens such a file, and so do we. This also shows that the encryption is real.
    const open = makePdf({ ...spec, password: "" });
    expect(Buffer.from(open).includes("The secret text")).toBe(false);
    expect(await extractWith(pdf, open)).toMatchObject({ title: "Secret", blocks: [{ text: "The secret text" }] });
  });

  test("a scan", async () => {
    await expect(extractWith(pdf, makePdf({ pages: [{ texts: [], picture: true }] }))).rejects.toMatchObject({
      code: "scanned",
      message: expect.stringMatching(/OCR\) is switched off.*SMARTY_OCR=tesseract/),
    });
  });

  test("a scan among pages of text is noted", async () => {
    const extracted = await extractWith(pdf, makePdf({ pages: [page("Text"), { texts: [], picture: true }] }));
    expect(outlineOf(extracted)).toEqual(["paragraph@page=1 Text"]);
    expect(extracted.notes).toEqual([expect.stringMatching(/^1 of 2 pages hold no text/)]);
  });

  test("neither text nor pictures", async () => {
    await expect(extractWith(pdf, makePdf({ pages: [{ texts: [] }] }))).rejects.toMatchObject({ code: "empty" });
    await expect(extractWith(pdf, new Uint8Array())).rejects.toMatchObject({ code: "empty" });
  });

  test("damage", async () => {
    const whole = makePdf({ pages: [page("x")] });
    for (const bytes of [Buffer.from("%PDF-1.7\nnothing else"), Buffer.from("no PDF at all"), whole.slice(0, 60)]) {
      await expect(extractWith(pdf, bytes)).rejects.toMatchObject({ code: "corrupt" });
    }
    // A file whose table of contents is misplaced can still be read.
    const misplaced = Buffer.from(whole)
      .toString("latin1")
      .replace(/startxref\n\d+/, "startxref\n7");
    expect(await extractWith(pdf, Buffer.from(misplaced, "latin1"))).toMatchObject({ blocks: [{ text: "x" }] });
  });

  test("a page tree that runs in a circle or lies about its size ends all the same", async () => {
    const whole = Buffer.from(makePdf({ pages: [page("x")] })).toString("latin1");
    const circle = whole.replace("/Kids [5 0 R]", "/Kids [2 0 R]");
    await expect(extractWith(pdf, Buffer.from(circle, "latin1"))).rejects.toMatchObject({ code: "corrupt" });
    const liar = whole.replace("/Count 1", "/Count 3");
    expect(outlineOf(await extractWith(pdf, Buffer.from(liar, "latin1")))).toEqual(["paragraph@page=1 x"]);
    const giant = whole.replace("/Count 1", "/Count 2000000000");
    expect(outlineOf(await extractWith(pdf, Buffer.from(giant, "latin1")))).toEqual(["paragraph@page=1 x"]);
  });

  test("too many pages, with the number", async () => {
    const pages = Array.from({ length: MAX_PAGES + 1 }, () => ({ texts: [] }));
    await expect(extractWith(pdf, makePdf({ pages }))).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("5,001 pages"),
    });
  });

  test("an aborted signal", async () => {
    const input = { bytes: makePdf({ pages: [page("x")] }), mimeType: "application/pdf", filename: "a.pdf", signal: AbortSignal.abort() };
    await expect(pdf.extract(input)).rejects.toMatchObject({ code: "aborted" });
  });
});

test("200 full pages of text are read whole", async () => {
  const pages = Array.from({ length: 200 }, (_, number) => {
    return page(
      ...Array.from(
        { length: 50 },
        (__, index) => `Line ${index} of page ${number} says something of ordinary length, as lines do, more or less.`,
      ),
    );
  });
  const bytes = makePdf({ pages });
  const { blocks } = await extractWith(pdf, bytes);
  expect(blocks.reduce((sum, block) => sum + block.text.length, 0)).toBeGreaterThan(700_000);
});
