import { makeZip } from "./make-zip.ts";

type Parts = Readonly<Record<string, string | Uint8Array>>;

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';

/** Relations of a part: id, kind, target. A target with "://" lies outside. */
function relations(...all: readonly (readonly [string, string, string])[]): string {
  const entries = all.map(([id, kind, target]) => {
    const mode = target.includes("://") ? ' TargetMode="External"' : "";
    return `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"${mode}/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join("")}</Relationships>`;
}

const CORE_PROPERTIES = `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Annual report</dc:title>
  <dc:creator>Ada Lovelace; Grace Hopper</dc:creator><dcterms:created>2024-01-02T03:04:05Z</dcterms:created>
  <dcterms:modified>2024-02-02T03:04:05Z</dcterms:modified><dc:language>en-GB</dc:language></cp:coreProperties>`;

/** What `CORE_PROPERTIES` says. */
export const CORE_METADATA = {
  title: "Annual report",
  authors: ["Ada Lovelace", "Grace Hopper"],
  createdAt: Date.UTC(2024, 0, 2, 3, 4, 5),
  updatedAt: Date.UTC(2024, 1, 2, 3, 4, 5),
  language: "en",
};

/** A paragraph; its style by id, or its place in the list number 1. */
export function wordParagraph(text: string, { style, list }: { readonly style?: string; readonly list?: number } = {}): string {
  const properties =
    (style === undefined ? "" : `<w:pStyle w:val="${style}"/>`) +
    (list === undefined ? "" : `<w:numPr><w:ilvl w:val="${list}"/><w:numId w:val="1"/></w:numPr>`);
  const runs = text.startsWith("<") ? text : `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
  return `<w:p><w:pPr>${properties}</w:pPr>${runs}</w:p>`;
}

export function wordTable(rows: readonly (readonly string[])[], hasHeader: boolean): string {
  const cell = (text: string): string => `<w:tc>${wordParagraph(text)}</w:tc>`;
  const row = (cells: readonly string[], at: number): string =>
    `<w:tr>${hasHeader && at === 0 ? "<w:trPr><w:tblHeader/></w:trPr>" : ""}${cells.map(cell).join("")}</w:tr>`;
  return `<w:tbl>${rows.map(row).join("")}</w:tbl>`;
}

/** Styles as a German Word names them: ids in its language, names in English. */
const WORD_STYLES = `<w:styles ${WORD}>${[
  ["Titel", '<w:name w:val="Title"/>'],
  ["berschrift1", '<w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'],
  ["berschrift2", '<w:name w:val="heading 2"/>'],
  ["Aufzhlung", '<w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'],
  ["Eigene", '<w:name w:val="Chapter"/><w:basedOn w:val="berschrift2"/>'],
]
  .map(([id, body]) => `<w:style w:type="paragraph" w:styleId="${id}">${body}</w:style>`)
  .join("")}</w:styles>`;

const WORD_NUMBERING = `<w:numbering ${WORD}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;

export function makeDocx(body: string, more: Parts = {}): Uint8Array {
  return makeZip({
    "[Content_Types].xml": TYPES,
    "_rels/.rels": relations(["r1", "officeDocument", "word/document.xml"]),
    "word/document.xml": `<?xml version="1.0"?><w:document ${WORD} ${RELATED}><w:body>${body}</w:body></w:document>`,
    "word/_rels/document.xml.rels": relations(["link", "hyperlink", "https://example.org/site"], ["notes", "footnotes", "footnotes.xml"]),
    "word/styles.xml": WORD_STYLES,
    "word/numbering.xml": WORD_NUMBERING,
    "word/footnotes.xml": `<w:footnotes ${WORD}><w:footnote w:id="2">${wordParagraph("A footnote.")}</w:footnote></w:footnotes>`,
    "docProps/core.xml": CORE_PROPERTIES,
    ...more,
  });
}

const SLIDE = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ${RELATED}`;

export interface Slide {
  readonly title?: string;
  readonly lines?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
  readonly notes?: string;
}

/** Slides are shown in the order given; their files are numbered the other way round. */
export function makePptx(slides: readonly Slide[]): Uint8Array {
  const last = slides.length;
  const parts: Record<string, string> = {};
  for (const [at, slide] of slides.entries()) {
    const file = last - at;
    parts[`ppt/slides/slide${file}.xml`] = slideXml(slide);
    if (slide.notes === undefined) continue;
    const notes = shape("body", [slide.notes]) + shape("sldNum", [String(file)]);
    parts[`ppt/notesSlides/notesSlide${file}.xml`] = `<p:notes ${SLIDE}><p:cSld><p:spTree>${notes}</p:spTree></p:cSld></p:notes>`;
    parts[`ppt/slides/_rels/slide${file}.xml.rels`] = relations(["n", "notesSlide", `../notesSlides/notesSlide${file}.xml`]);
    parts[`ppt/notesSlides/_rels/notesSlide${file}.xml.rels`] = relations(["s", "slide", `../slides/slide${file}.xml`]);
  }
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="s${at}"/>`).join("");
  return makeZip({
    "[Content_Types].xml": TYPES,
    "_rels/.rels": relations(["r1", "officeDocument", "ppt/presentation.xml"]),
    "ppt/presentation.xml": `<p:presentation ${SLIDE}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relations(...slides.map((_, at) => [`s${at}`, "slide", `slides/slide${last - at}.xml`] as const)),
    ...parts,
    "docProps/core.xml": CORE_PROPERTIES,
  });
}

function slideXml({ title, lines, rows }: Slide): string {
  const cell = (text: string): string => `<a:tc><a:txBody>${drawn(text)}</a:txBody></a:tc>`;
  const table = rows?.map((row) => `<a:tr>${row.map(cell).join("")}</a:tr>`).join("");
  const frame = `<p:graphicFrame><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblGrid/>${table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
  const shapes = (title === undefined ? "" : shape("title", [title])) + (lines === undefined ? "" : shape("body", lines));
  return `<p:sld ${SLIDE}><p:cSld><p:spTree>${shapes}${table === undefined ? "" : frame}</p:spTree></p:cSld></p:sld>`;
}

function shape(kind: string, lines: readonly string[]): string {
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr><p:txBody>${lines.map(drawn).join("")}</p:txBody></p:sp>`;
}

function drawn(text: string): string {
  return `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
}

export interface Sheet {
  readonly name: string;
  /** Cells as XML: `<c ...>`; a plain text becomes a text of its own. */
  readonly rows: readonly (readonly string[])[];
}

const XLSX_STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-407]d/\\ mmmm\\ yyyy;@"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;days&quot;"/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>`;

export function makeXlsx(sheets: readonly Sheet[], more: Parts = {}): Uint8Array {
  const parts = sheets.map(({ rows }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(rows)] as const);
  const names = sheets.map(({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="s${at}"/>`).join("");
  const targets = sheets.map((_, at) => [`s${at}`, "worksheet", `worksheets/sheet${at + 1}.xml`] as const);
  return makeZip({
    "[Content_Types].xml": TYPES,
    "_rels/.rels": relations(["r1", "officeDocument", "xl/workbook.xml"]),
    "xl/workbook.xml": `<workbook ${RELATED}><sheets>${names}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(...targets, ["st", "styles", "styles.xml"], ["ss", "sharedStrings", "sharedStrings.xml"]),
    "xl/styles.xml": XLSX_STYLES,
    "xl/sharedStrings.xml": `<sst><si><t>Shared &amp; plain</t></si><si><r><t>Rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>HIDDEN</t></rPh></si></sst>`,
    ...Object.fromEntries(parts),
    "docProps/core.xml": CORE_PROPERTIES,
    ...more,
  });
}

function sheetXml(rows: readonly (readonly string[])[]): string {
  const column = (at: number): string => (at < 26 ? String.fromCharCode(65 + at) : `A${String.fromCharCode(65 + at - 26)}`);
  const cell = (text: string, row: number, at: number): string => {
    if (text === "") return "";
    if (text.startsWith("<c")) return text.replace("<c", `<c r="${column(at)}${row}"`);
    return `<c r="${column(at)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;
  };
  const body = rows.map((cells, at) => `<row r="${at + 1}">${cells.map((text, to) => cell(text, at + 1, to)).join("")}</row>`);
  return `<worksheet><sheetData>${body.join("")}</sheetData></worksheet>`;
}

const ODF = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
  xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"`;

const ODF_META = `<office:document-meta ${ODF}><office:meta><dc:title>Annual report</dc:title><meta:initial-creator>Ada Lovelace</meta:initial-creator>
  <dc:creator>Grace Hopper</dc:creator><meta:creation-date>2024-01-02T03:04:05</meta:creation-date><dc:date>2024-02-02T03:04:05</dc:date>
  <dc:language>en-GB</dc:language></office:meta></office:document-meta>`;

const ODF_STYLES = `<office:automatic-styles><text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style></office:automatic-styles>`;

/** `kind` is the element of the body: text, spreadsheet, presentation. */
export function makeOdf(kind: "text" | "spreadsheet" | "presentation", body: string, more: Parts = {}): Uint8Array {
  return makeZip({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    "content.xml": `<?xml version="1.0"?><office:document-content ${ODF}>${ODF_STYLES}<office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    "meta.xml": ODF_META,
    "META-INF/manifest.xml": "<manifest/>",
    ...more,
  });
}
