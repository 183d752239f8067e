import { scannedPdf, walrusPdf } from "./hostile-pdfs.ts";
import { DAMAGED, hostile, type HostileFile, INDEXED, skipped, TOO_MUCH } from "./hostile-file.ts";
import { bombEntry, entryOf, type HostileEntry, writeZip } from "./zip-writer.ts";

/** Each level holds the one below some times; on the ground lies a file that unpacks to a hundred megabytes. */
function nestedBomb(levels: number, copies: number): Uint8Array {
  let inner = writeZip([bombEntry("zeros.txt", 100)]);
  for (let level = 0; level < levels; level++) {
    inner = writeZip(Array.from({ length: copies }, (_, copy) => entryOf(`level-${level}-${copy}.zip`, inner)));
  }
  return inner;
}

function manyEntries(count: number): Uint8Array {
  const one = entryOf("", "x");
  return writeZip(Array.from({ length: count }, (_, at) => ({ ...one, name: `file-${at}.txt` })));
}

/** Names that would lead out of a folder into which somebody unpacks them. */
const TRICKS = [
  "../../../../tmp/smarty-planted.txt",
  "/etc/smarty-planted",
  "C:\\smarty-planted.txt",
  "..\\..\\smarty-planted",
  "a/../../smarty-planted",
  "nul\0name.txt",
  "con",
  "x".repeat(5_000),
];

function pathTricks(): Uint8Array {
  const link: HostileEntry = { ...entryOf("link.txt", "/etc/passwd"), unixMode: 0o120_777 };
  const twice = [entryOf("same.txt", "A walrus that comes twice."), entryOf("same.txt", "Another walrus of that name.")];
  const bytes = entryOf(Uint8Array.of(0xff, 0xfe, 0x2f, 0x2e, 0x2e), "A name that is no text.");
  return writeZip([...TRICKS.map((name) => entryOf(name, `A walrus in ${name.length} letters.`)), link, ...twice, bytes]);
}

const CONTENT_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

function docx(document: HostileEntry, more: readonly HostileEntry[] = []): Uint8Array {
  return writeZip([entryOf("[Content_Types].xml", CONTENT_TYPES), entryOf("_rels/.rels", RELATIONS), document, ...more]);
}

function wordXml(text: string, prolog = ""): string {
  return `<?xml version="1.0"?>${prolog}<w:document xmlns:w="${WORD}"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;
}

/** A billion times "walrus", by ten names that each stand for ten of the next. */
function laughs(): string {
  const names = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
  return `<!DOCTYPE d [<!ENTITY l0 "walrus">${names.join("")}]>`;
}

/** What would be asked of a server at this address is a call that must never come. */
function externalDocx(url: string): Uint8Array {
  const relation = (type: string, id: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${url}${type}" TargetMode="External"/>`;
  const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation("attachedTemplate", "r1")}${relation("image", "r2")}${relation("oleObject", "r3")}</Relationships>`;
  const prolog = `<!DOCTYPE d [<!ENTITY outside SYSTEM "${url}entity"><!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY % more SYSTEM "${url}dtd">%more;]>`;
  return docx(entryOf("word/document.xml", wordXml("A walrus says &outside; and &secret;", prolog)), [
    entryOf("word/_rels/document.xml.rels", relations),
    entryOf("word/_rels/settings.xml.rels", relations),
  ]);
}

/** Opens as a PDF by its beginning and as a ZIP by its end. */
function pdfAndZip(): Uint8Array {
  return new Uint8Array(Buffer.concat([walrusPdf(), writeZip([entryOf("hidden.txt", "hidden")])]));
}

export interface ArchiveOptions {
  /** Address of a server that must not be called. */
  readonly url: string;
}

export function hostileArchives({ url }: ArchiveOptions): readonly HostileFile[] {
  const ordinary = docx(entryOf("word/document.xml", wordXml("A walrus in a document of words.")));
  const heavy = () =>
    docx(bombEntry("word/document.xml", 300, `<?xml version="1.0"?><w:document xmlns:w="${WORD}"><w:body>`, "</w:body></w:document>"));
  return [
    hostile("zip/flat-bomb.zip", INDEXED, () => writeZip([bombEntry("zeros.txt", 3_000)])),
    hostile("zip/nested-bomb.zip", INDEXED, () => nestedBomb(3, 3)),
    hostile("zip/100000-entries.zip", TOO_MUCH, () => manyEntries(100_000)),
    hostile("zip/path-tricks.zip", INDEXED, pathTricks),
    hostile("zip/encrypted.zip", INDEXED, () => writeZip([{ ...entryOf("secret.txt", "secret"), encrypted: true }])),
    hostile("zip/truncated.zip", DAMAGED, () => writeZip([entryOf("a.txt", "A walrus. ".repeat(100))]).slice(0, 60)),
    hostile("zip/empty.zip", skipped("empty", /no files/), () => writeZip([])),
    hostile("office/ordinary.docx", INDEXED, ordinary),
    hostile("office/billion-laughs.docx", INDEXED, () => docx(entryOf("word/document.xml", wordXml("&l10;", laughs())))),
    hostile("office/external.docx", INDEXED, () => externalDocx(url)),
    hostile("office/inflates-to-300-mb.docx", TOO_MUCH, heavy),
    hostile("office/truncated.docx", DAMAGED, () => ordinary.slice(0, Math.floor(ordinary.length / 2))),
    hostile("office/no-parts.docx", DAMAGED, () => writeZip([entryOf("word/nothing.xml", "<a/>")])),
    hostile("polyglot/pdf-and-zip.pdf", INDEXED, pdfAndZip),
    hostile("polyglot/pdf-and-zip.zip", INDEXED, pdfAndZip),
    hostile("polyglot/scan.docx", skipped("scanned", /text recognition/), scannedPdf),
  ];
}

/** More of the same, for which a test run has no time. */
export function largeArchives(): readonly HostileFile[] {
  return [
    hostile("zip/deep-bomb.zip", INDEXED, () => nestedBomb(6, 10)),
    hostile("zip/40-gb.zip", INDEXED, () => writeZip(Array.from({ length: 40 }, (_, at) => bombEntry(`zeros-${at}.txt`, 1_000)))),
    hostile("zip/200-bombs.zip", TOO_MUCH, () => {
      const bomb = bombEntry("", 50);
      return writeZip(Array.from({ length: 200 }, (_, at) => ({ ...bomb, name: `zeros-${at}.txt` })));
    }),
  ];
}
