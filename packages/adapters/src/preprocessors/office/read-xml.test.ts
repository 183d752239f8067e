import { expect, test } from "vitest";
import { readXml } from "./read-xml.ts";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function events(xml: string | Uint8Array, size = 1_000_000, attributes: readonly string[] = []): Promise<string[]> {
  const all: string[] = [];
  await readXml(inPieces(typeof xml === "string" ? Buffer.from(xml) : xml, size), {
    open: (name, attribute) => void all.push(`<${[name, ...attributes.map((each) => `${each}=${attribute(each) ?? ""}`)].join(" ")}>`),
    text: (text) => void all.push(text),
    close: (name) => void all.push(`</${name}>`),
  });
  return all;
}

const DOCUMENT = `<?xml version="1.0"?>\n<!-- <x> --><a:root xmlns:a="u"><b r:id='1>2' id="no" wide = "x &amp; y"/>Töne &lt;&#228;&#xe4;&unknown;<![CDATA[<raw> & ]]></a:root>\n`;

// A part is unpacked in pieces that end anywhere: in a tag, in an entity, in the middle of a character.
test("is the same wherever its pieces end", async () => {
  const whole = await events(DOCUMENT, undefined, ["id", "wide"]);
  expect(whole).toEqual(["<root id= wide=>", "<b id=1>2 wide=x & y>", "</b>", "Töne <ää&unknown;", "<raw> & ", "</root>"]);
  for (const size of [1, 2, 3, 7, 50]) expect(await events(DOCUMENT, size, ["id", "wide"]), `${size} bytes`).toEqual(whole);
});

test("reads the encodings that office programs write", async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("<a>Töne</a>", "utf16le")]);
  expect(await events(utf16, 3)).toEqual(["<a>", "Töne", "</a>"]);
  expect(await events(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Töne</a>', "latin1"))).toEqual(["<a>", "Töne", "</a>"]);
});

test("refuses what is cut off, and what declares entities of its own", async () => {
  for (const xml of ["", "<a>", "<a><b></a", "no xml", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', `<a ${'b="c" '.repeat(200_000)}/>`])
    await expect(events(xml), xml.slice(0, 40)).rejects.toMatchObject({ code: "corrupt" });
});
