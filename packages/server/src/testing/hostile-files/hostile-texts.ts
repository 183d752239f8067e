import { DAMAGED, hostile, type HostileFile, INDEXED, skipped } from "./hostile-file.ts";

const PROSE = "A walrus swims through the fjord. Größe, naïve, œuvre – “quoted”. ";
const MEGABYTE = 1024 * 1024;

function utf16(text: string, order: "little" | "big", mark: boolean): Uint8Array {
  const bytes = Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le");
  return order === "big" ? bytes.swap16() : bytes;
}

/** Half of a pair, as some programs write it: three bytes that are no character. */
const HALF_PAIR = Uint8Array.of(0xed, 0xa0, 0xbd);

/** Every byte stands for something in it, but no two lines in the same encoding. */
function everyEncoding(): Uint8Array {
  return Buffer.concat([
    Buffer.from(`${PROSE}\n`.repeat(20)),
    Buffer.from("Gr\xF6\xDFe und Wei\xDFbier\n", "latin1"),
    HALF_PAIR,
    Buffer.from("\0\0 NUL \x01\x02\x1B[31mred\x1B[0m\n"),
    Uint8Array.of(0xc0, 0x80, 0xf8, 0x88, 0x80, 0x80, 0x80, 0xff, 0xfe, 0x0a),
  ]);
}

/** Not random to the eye of a compressor alone: every byte comes, and no signature at the start. */
function noise(): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length: 200_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
}

function encodings(): readonly HostileFile[] {
  const text = PROSE.repeat(40);
  return [
    hostile("text/utf-16-le.txt", INDEXED, () => utf16(text, "little", true)),
    hostile("text/utf-16-be-without-mark.txt", INDEXED, () => utf16("A walrus swims through the fjord. ".repeat(40), "big", false)),
    hostile("text/latin-1.txt", INDEXED, () => Buffer.from("Das Walross mi\xDFt die Gr\xF6\xDFe des Fjords. ".repeat(30), "latin1")),
    hostile("text/half-pairs.txt", INDEXED, () => Buffer.concat([Buffer.from(PROSE.repeat(5)), HALF_PAIR, Buffer.from(PROSE)])),
    hostile("text/half-pairs.json", INDEXED, String.raw`{"walrus": "\ud83d alone and \udc00", "nul": "a\u0000b"}`),
    hostile("text/nul-among-words.txt", INDEXED, `${PROSE.repeat(20)}\0\0${PROSE}`),
    hostile("text/every-encoding.txt", skipped("unsupported", /unknown binary content/), everyEncoding),
    hostile("text/marks-upon-marks.txt", INDEXED, `walrus ${"a\u0301\u0323".repeat(10)}${"\u0301".repeat(20_000)} end`),
    hostile("text/directions.txt", INDEXED, `\u202Etxt.exe\u202C walrus \u200B\u200B\uFEFF\u2066hidden\u2069`),
    hostile("text/noise.txt", skipped("unsupported", /unknown binary content/), noise),
    hostile("text/only-nul.txt", skipped("unsupported", /unknown binary content/), () => new Uint8Array(10_000)),
    hostile("text/only-spaces.txt", skipped("empty", /no text/), " \n\t ".repeat(1_000)),
    hostile("text/nothing.txt", skipped("empty", /empty/), ""),
  ];
}

function oneLine(megabytes: number): string {
  return PROSE.repeat(Math.ceil((megabytes * MEGABYTE) / Buffer.byteLength(PROSE)));
}

/** What takes longer than a test run has. */
export function largeTexts(): readonly HostileFile[] {
  return [
    hostile("text/20-mb-line.txt", INDEXED, () => oneLine(20)),
    hostile("html/very-deep.html", INDEXED, () => `<html><body>${"<div><b>".repeat(50_000)}walrus`),
  ];
}

function shapes(): readonly HostileFile[] {
  return [
    hostile("text/one-line.txt", INDEXED, () => oneLine(2)),
    hostile("text/one-word.txt", INDEXED, () => "walrus".repeat(MEGABYTE / 6)),
    hostile("text/deep.json", skipped("empty", /nested/), () => `${"[".repeat(100_000)}"walrus"${"]".repeat(100_000)}`),
    hostile(
      "text/wide.csv",
      INDEXED,
      () => `${Array.from({ length: 50_000 }, (_, at) => `c${at}`).join()}\n${"1,".repeat(49_999)}walrus\n`,
    ),
    hostile("text/open-quote.csv", INDEXED, () => `name,note\nwalrus,"never closed\n${"a,b\n".repeat(50_000)}`),
    hostile("text/brackets.md", INDEXED, () => `# Walrus\n\n${"[".repeat(50_000)}a${"](".repeat(50_000)}\n\n${"*a _b ".repeat(20_000)}\n`),
    hostile("text/quotes.md", INDEXED, () => `# Walrus\n\n${">".repeat(20_000)} deep\n`),
    hostile("html/deep.html", INDEXED, () => `<html><body>${"<div><b>".repeat(10_000)}walrus`),
    hostile("html/attributes.html", INDEXED, () => `<html><body><p ${"a=b ".repeat(200_000)}>walrus</p></body></html>`),
    hostile("html/tables.html", INDEXED, () => `<html><body>${"<table><tr><td>".repeat(2_000)}walrus</body></html>`),
    hostile("html/open-comment.html", INDEXED, () => `<html><body><p>walrus</p>${"<!-- <a ".repeat(100_000)}`),
    hostile("html/program-only.html", skipped("empty", /no text/), "<html><body><script>document.write('walrus')</script></body></html>"),
  ];
}

/** A name that promises something else than the file is. */
function disguises(): readonly HostileFile[] {
  const picture = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  return [
    hostile("names/text.pdf", INDEXED, `A walrus in a text called a PDF. ${PROSE}`),
    hostile("names/page.docx", INDEXED, "<!doctype html><html><body><h1>Walrus</h1><p>In a page.</p></body></html>"),
    hostile("names/picture.txt", skipped("unsupported", /^Images|picture|text recognition/), picture),
    hostile("names/program.md", skipped("unsupported", /^Windows programs/), Buffer.from(`MZ\x90\0\x03\0${"\0".repeat(200)}PE`, "latin1")),
    hostile("names/gif-and-script.html", skipped("unsupported", /^Images|picture|text recognition/), "GIF89a/*<script>walrus()</script>*/"),
    hostile("names/locked.xlsx", skipped("encrypted", /password/), lockedOffice),
    hostile("names/cut.png", skipped("unsupported", /^Images|picture|text recognition/), picture.subarray(0, 12)),
    hostile("names/no-extension", INDEXED, PROSE),
    hostile("names/mark-only.zip", DAMAGED, "PK\x03\x04"),
  ];
}

function lockedOffice(): Uint8Array {
  return Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(504),
    Buffer.from("EncryptedPackage", "utf16le"),
    Buffer.alloc(480),
  ]);
}

export function hostileTexts(): readonly HostileFile[] {
  return [...encodings(), ...shapes(), ...disguises()];
}
