import { LOCKED_PDF } from "../locked-pdf.ts";
import { DAMAGED, failed, hostile, type HostileFile, INDEXED, skipped, TOO_MUCH } from "./hostile-file.ts";
import { bombStream } from "./zip-writer.ts";

type PdfObject = string | Uint8Array;

/** Objects as they are, numbered from 1; the first is the catalog. */
function writePdf(objects: readonly PdfObject[], trailer = ""): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from("%PDF-1.5\n%\xE2\xE3\xCF\xD3\n", "latin1")];
  let length = parts[0]?.length ?? 0;
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    const body = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n")]);
    parts.push(body);
    length += body.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`;
  return new Uint8Array(Buffer.concat([...parts, Buffer.from(end)]));
}

function stream(dictionary: string, bytes: string | Uint8Array): Uint8Array {
  const data = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${data.length} >>\nstream\n`), data, Buffer.from("\nendstream")]);
}

const CATALOG = "<< /Type /Catalog /Pages 2 0 R >>";
const FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const PAGE =
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> /XObject << /X 6 0 R >> >> /Contents 5 0 R >>";
const TREE = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const WORDS = "BT /F1 11 Tf 72 700 Td (A walrus in a small document) Tj ET";
const NOTHING = stream("/Type /XObject /Subtype /Form /BBox [0 0 1 1]", "");

export function walrusPdf(): Uint8Array {
  return writePdf([CATALOG, TREE, PAGE, FONT, stream("", WORDS), NOTHING]);
}

/** One page whose only picture fills it. */
export function scannedPdf(): Uint8Array {
  const picture = stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x40");
  return writePdf([CATALOG, TREE, PAGE, FONT, stream("", "q 612 0 0 792 0 0 cm /X Do Q"), picture]);
}

/** A page tree of which every node leads back to the root. */
function pageLoop(): Uint8Array {
  return writePdf([
    CATALOG,
    "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1000000 >>",
    "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 500000 >>",
  ]);
}

/** Each level shows the one below ten times; the page shows the first. */
function formTower(levels: number): Uint8Array {
  const forms = Array.from({ length: levels }, (_, level) => {
    const below = level + 1 < levels ? `/Resources << /XObject << /X ${7 + level} 0 R >> >>` : "/Resources << /Font << /F1 4 0 R >> >>";
    return stream(`/Type /XObject /Subtype /Form /BBox [0 0 612 792] ${below}`, level + 1 < levels ? "/X Do ".repeat(10) : WORDS);
  });
  return writePdf([CATALOG, TREE, PAGE, FONT, stream("", "/X Do"), ...forms]);
}

function formLoop(): Uint8Array {
  const form = stream("/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 6 0 R >> >>", "/X Do ".repeat(10));
  return writePdf([CATALOG, TREE, PAGE, FONT, stream("", `${WORDS} /X Do`), form]);
}

function outlineLoop(): Uint8Array {
  const catalog = "<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R >>";
  const entry = "<< /Title (Round) /Parent 7 0 R /First 8 0 R /Next 8 0 R /Dest [3 0 R /Fit] >>";
  return writePdf([catalog, TREE, PAGE, FONT, stream("", WORDS), NOTHING, "<< /First 8 0 R /Last 8 0 R /Count 1 >>", entry]);
}

function manyPages(count: number): Uint8Array {
  const kids = `[${"3 0 R ".repeat(count)}]`;
  return writePdf([CATALOG, `<< /Type /Pages /Kids ${kids} /Count ${count} >>`, PAGE, FONT, stream("", WORDS), NOTHING]);
}

/** Unpacked three times over, though only the first round holds what it says. */
function cascade(): Uint8Array {
  return writePdf([CATALOG, TREE, PAGE, FONT, stream(`/Filter [${"/FlateDecode ".repeat(3)}]`, bombStream(200)), NOTHING]);
}

function deepArrays(): Uint8Array {
  return writePdf([CATALOG, TREE, PAGE, FONT, stream("", `${"[".repeat(200_000)} ${WORDS}`), NOTHING]);
}

export function hostilePdfs(): readonly HostileFile[] {
  const whole = walrusPdf();
  const inflation = (megabytes: number) => () =>
    writePdf([CATALOG, TREE, PAGE, FONT, stream("/Filter /FlateDecode", bombStream(megabytes)), NOTHING]);
  return [
    hostile("pdf/page-loop.pdf", DAMAGED, pageLoop),
    hostile("pdf/form-loop.pdf", INDEXED, formLoop),
    hostile("pdf/outline-loop.pdf", INDEXED, outlineLoop),
    hostile("pdf/count-lies.pdf", INDEXED, () =>
      Buffer.from(Buffer.from(whole).toString("latin1").replace("/Count 1", "/Count 2000000000"), "latin1"),
    ),
    hostile("pdf/too-many-pages.pdf", skipped("too_large", /5,001 pages; at most 5,000/), () => manyPages(5_001)),
    hostile("pdf/inflates-to-300-mb.pdf", TOO_MUCH, inflation(300)),
    hostile("pdf/cascade.pdf", skipped("empty", /neither text nor pictures/), cascade),
    hostile("pdf/deep-arrays.pdf", skipped("empty", /neither text nor pictures/), deepArrays),
    hostile("pdf/locked.pdf", skipped("encrypted", /password/), () => Buffer.from(LOCKED_PDF, "base64")),
    hostile("pdf/scanned.pdf", skipped("scanned", /text recognition/), scannedPdf),
    hostile("pdf/truncated.pdf", DAMAGED, () => whole.slice(0, 200)),
    hostile("pdf/endless-xref.pdf", INDEXED, () => writePdf([CATALOG, TREE, PAGE, FONT, stream("", WORDS), NOTHING], "/Prev 15")),
    hostile("pdf/only-a-mark.pdf", failed("corrupt", /damaged/), "%PDF-1.7\n"),
  ];
}

/** What takes the whole minute that a document has. */
export function slowPdfs(): readonly HostileFile[] {
  return [hostile("pdf/form-tower.pdf", skipped("too_large", /longer than 60 seconds|MB of memory/), () => formTower(12))];
}
