import { crc32 } from "node:zlib";

/** A ZIP whose entries are stored as they are: the same bytes every time, and their text can be found in them. */
function storedZip(entries: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const data = Buffer.from(text);
    const title = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0021, 8);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(title.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), head, tail, title);
    parts.push(Buffer.from("PK\u0003\u0004", "latin1"), head, title, data);
    offset += 30 + title.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  const count = Object.keys(entries).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const DOCUMENT_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const FORMATS = "application/vnd.openxmlformats-officedocument";

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function packageOf(
  main: { readonly path: string; readonly type: string },
  parts: Readonly<Record<string, string>>,
  more: readonly (readonly [string, string])[] = [],
): Uint8Array {
  const overrides = [[main.path, main.type] as const, ...more].map(
    ([path, type]) => `<Override PartName="/${path}" ContentType="${FORMATS}.${type}+xml"/>`,
  );
  return storedZip({
    "[Content_Types].xml": `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join("")}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${DOCUMENT_RELATIONS}/officeDocument" Target="${main.path}"/></Relationships>`,
    ...parts,
  });
}

function relations(kind: string, targets: readonly string[]): string {
  const all = targets.map((target, at) => `<Relationship Id="rId${at + 1}" Type="${DOCUMENT_RELATIONS}/${kind}" Target="${target}"/>`);
  return `${HEAD}<Relationships xmlns="${RELATIONS}">${all.join("")}</Relationships>`;
}

/** A line that begins with "# " is a heading. */
export function makeDocx(paragraphs: readonly string[]): Uint8Array {
  const body = paragraphs.map((text) => {
    const isHeading = text.startsWith("# ");
    const style = isHeading ? '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' : "";
    return `<w:p>${style}<w:r><w:t xml:space="preserve">${escaped(isHeading ? text.slice(2) : text)}</w:t></w:r></w:p>`;
  });
  const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return packageOf(
    { path: "word/document.xml", type: "wordprocessingml.document.main" },
    {
      "word/document.xml": `${HEAD}<w:document xmlns:w="${word}"><w:body>${body.join("")}</w:body></w:document>`,
      "word/styles.xml": `${HEAD}<w:styles xmlns:w="${word}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
      "word/_rels/document.xml.rels": relations("styles", ["styles.xml"]),
    },
    [["word/styles.xml", "wordprocessingml.styles"]],
  );
}

export function makeXlsx(tabs: readonly { readonly name: string; readonly rows: readonly (readonly string[])[] }[]): Uint8Array {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const sheets = tabs.map(({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  const parts = tabs.map(({ rows }, at) => {
    const cells = rows.map((row, y) => {
      const values = row.map(
        (text, x) => `<c r="${String.fromCodePoint(65 + x)}${y + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
      );
      return `<row r="${y + 1}">${values.join("")}</row>`;
    });
    return [
      `xl/worksheets/sheet${at + 1}.xml`,
      `${HEAD}<worksheet xmlns="${main}"><sheetData>${cells.join("")}</sheetData></worksheet>`,
    ] as const;
  });
  return packageOf(
    { path: "xl/workbook.xml", type: "spreadsheetml.sheet.main" },
    {
      "xl/workbook.xml": `${HEAD}<workbook xmlns="${main}" xmlns:r="${DOCUMENT_RELATIONS}"><sheets>${sheets.join("")}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": relations(
        "worksheet",
        tabs.map((_, at) => `worksheets/sheet${at + 1}.xml`),
      ),
      ...Object.fromEntries(parts),
    },
    parts.map(([path]) => [path, "spreadsheetml.worksheet"] as const),
  );
}

export function makePptx(slides: readonly string[]): Uint8Array {
  const shapes = "http://schemas.openxmlformats.org/drawingml/2006/main";
  const main = "http://schemas.openxmlformats.org/presentationml/2006/main";
  const listed = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`);
  const parts = slides.map((text, at) => {
    const paragraphs = text.split("\n").map((line) => `<a:p><a:r><a:t>${escaped(line)}</a:t></a:r></a:p>`);
    const shape = `<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>${paragraphs.join("")}</p:txBody></p:sp>`;
    return [
      `ppt/slides/slide${at + 1}.xml`,
      `${HEAD}<p:sld xmlns:p="${main}" xmlns:a="${shapes}"><p:cSld><p:spTree>${shape}</p:spTree></p:cSld></p:sld>`,
    ] as const;
  });
  return packageOf(
    { path: "ppt/presentation.xml", type: "presentationml.presentation.main" },
    {
      "ppt/presentation.xml": `${HEAD}<p:presentation xmlns:p="${main}" xmlns:r="${DOCUMENT_RELATIONS}"><p:sldIdLst>${listed.join("")}</p:sldIdLst></p:presentation>`,
      "ppt/_rels/presentation.xml.rels": relations(
        "slide",
        slides.map((_, at) => `slides/slide${at + 1}.xml`),
      ),
      ...Object.fromEntries(parts),
    },
    parts.map(([path]) => [path, "presentationml.slide"] as const),
  );
}
