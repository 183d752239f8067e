import { createEncryption, type PdfEncryption } from "./encrypt-pdf.ts";

export interface PdfText {
  /** Points from the left and from the bottom of a page of 612 x 792. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
}

export interface PdfPage {
  readonly texts: readonly PdfText[];
  /** A grey picture that fills the page: what a scanner makes. */
  readonly picture?: boolean;
  readonly links?: readonly PdfLink[];
}

/** An area that opens an address; points as those of texts. */
export interface PdfLink {
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly top: number;
}

interface PdfOutlineEntry {
  readonly title: string;
  /** From 0. */
  readonly page: number;
}

export interface PdfSpec {
  readonly pages: readonly PdfPage[];
  readonly title?: string;
  readonly author?: string;
  /** As PDF writes it: `D:20240131120000Z`. */
  readonly created?: string;
  readonly outline?: readonly PdfOutlineEntry[];
  /** Without it the file opens for nobody. RC4 with 40 bits, the oldest and simplest scheme. */
  readonly password?: string;
}

/** Lines under each other from the top, as a word processor sets them. */
export function linesAt(
  lines: readonly string[],
  place: { readonly x?: number; readonly top?: number; readonly size?: number; readonly leading?: number } = {},
): PdfText[] {
  const { x = 72, top = 720, size = 11, leading = size * 1.2 } = place;
  return lines.map((text, index) => ({ x, y: top - index * leading, text, size })).filter(({ text }) => text !== "");
}

/** A small valid PDF 1.4 for tests: Helvetica, uncompressed, one content stream a page. */
export function makePdf(spec: PdfSpec): Uint8Array {
  const objects: string[] = [];
  const encryption = spec.password === undefined ? undefined : createEncryption(spec.password);
  const add = (body: (id: number) => string) => objects.push(body(objects.length + 1));
  const pageIds = spec.pages.map((_, index) => 5 + index * 2);
  const outline = spec.outline ?? [];
  const outlineId = 5 + spec.pages.length * 2;
  add(() => `<< /Type /Catalog /Pages 2 0 R${outline.length > 0 ? ` /Outlines ${outlineId} 0 R` : ""} /Lang (en-GB) >>`);
  add(() => `<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(" ")}] /Count ${pageIds.length} >>`);
  add(() => "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  add((id) =>
    stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80", id, encryption),
  );
  for (const page of spec.pages) {
    add(
      (id) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> /Contents ${id + 1} 0 R${annotations(page.links ?? [], encryption, id)} >>`,
    );
    add((id) => stream("", content(page), id, encryption));
  }
  if (outline.length > 0) addOutline(objects, outline, pageIds);
  const info = [
    ["Title", spec.title],
    ["Author", spec.author],
    ["CreationDate", spec.created],
  ].filter((entry): entry is [string, string] => entry[1] !== undefined);
  add((id) => `<< ${info.map(([key, value]) => `/${key} ${literal(encryption?.encrypt(id, value) ?? value)}`).join(" ")} >>`);
  return assemble(withoutUnusedPicture(objects, spec.pages), encryption);
}

/** A reader that searches for pictures must not find one that no page shows. */
function withoutUnusedPicture(objects: readonly string[], pages: readonly PdfPage[]): string[] {
  if (pages.some((page) => page.picture === true)) return [...objects];
  return objects.map((body, index) => (index === 3 ? "null" : body.replace(" /XObject << /Im1 4 0 R >>", "")));
}

function content(page: PdfPage): string {
  const picture = page.picture === true ? "q 612 0 0 792 0 0 cm /Im1 Do Q\n" : "";
  return (
    picture +
    page.texts
      .map(({ x, y, text, size = 11 }) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm ${literal(text.replaceAll("•", "\x95"))} Tj ET`)
      .join("\n")
  );
}

function annotations(links: readonly PdfLink[], encryption: PdfEncryption | undefined, id: number): string {
  const each = links.map(({ url, x, y, right, top }) => {
    const target = literal(encryption?.encrypt(id, url) ?? url);
    return `<< /Type /Annot /Subtype /Link /Rect [${x} ${y} ${right} ${top}] /A << /S /URI /URI ${target} >> >>`;
  });
  return each.length === 0 ? "" : ` /Annots [${each.join(" ")}]`;
}

function addOutline(objects: string[], outline: readonly PdfOutlineEntry[], pageIds: readonly number[]): void {
  const root = objects.length + 1;
  objects.push(`<< /Type /Outlines /First ${root + 1} 0 R /Last ${root + outline.length} 0 R /Count ${outline.length} >>`);
  for (const [index, entry] of outline.entries()) {
    const previous = index > 0 ? ` /Prev ${root + index} 0 R` : "";
    const next = index < outline.length - 1 ? ` /Next ${root + index + 2} 0 R` : "";
    objects.push(`<< /Title ${literal(entry.title)} /Parent ${root} 0 R${previous}${next} /Dest [${pageIds[entry.page] ?? 0} 0 R /Fit] >>`);
  }
}

function literal(text: string): string {
  return `(${text.replaceAll(/[\\()\r\n]/g, (character) => (character === "\n" ? "\\n" : character === "\r" ? "\\r" : `\\${character}`))})`;
}

function stream(entries: string, body: string, id: number, encryption: PdfEncryption | undefined): string {
  const data = encryption?.encrypt(id, body) ?? body;
  return `<< ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream`;
}

function assemble(objects: readonly string[], encryption: PdfEncryption | undefined): Uint8Array {
  let text = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
  const all = encryption === undefined ? objects : [...objects, encryption.dictionary];
  const offsets = all.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const security = encryption === undefined ? "" : ` /Encrypt ${all.length} 0 R /ID [<${encryption.fileId}> <${encryption.fileId}>]`;
  const trailer = `trailer\n<< /Size ${all.length + 1} /Root 1 0 R /Info ${objects.length} 0 R${security} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(`${text}xref\n0 ${all.length + 1}\n0000000000 65535 f \n${table}${trailer}`, "latin1"));
}
