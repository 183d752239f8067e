const PREFIXES: readonly (readonly [string, string])[] = [
  ["word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["visio/", "application/vnd.ms-visio.drawing.main+xml"],
];

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const MAX_ENTRIES = 2_000;

/** What kind of ZIP this is, by the names in its directory; nothing is unpacked. */
export function zipType(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = storedMimeType(buffer);
  if (declared !== undefined) return declared;
  const names = entryNames(buffer);
  if (names.includes("META-INF/MANIFEST.MF")) return "application/java-archive";
  // Books of careless makers have lost the mark at their start.
  if (names.includes("META-INF/container.xml") && names.some((name) => name.endsWith(".opf"))) return "application/epub+zip";
  // A folder called "word" makes no Word document: its table of contents does, which a file cut off at its end may have lost.
  if (!names.includes("[Content_Types].xml") && names.length > 1 && endOfDirectory(buffer) !== undefined) return "application/zip";
  return PREFIXES.find(([prefix]) => names.some((name) => name.startsWith(prefix)))?.[1] ?? "application/zip";
}

/** OpenDocument and EPUB put their type, uncompressed, into the first entry. */
function storedMimeType(buffer: Buffer): string | undefined {
  if (buffer.toString("latin1", 30, 38) !== "mimetype" || buffer.length < 48) return undefined;
  const start = 38 + buffer.readUInt16LE(28);
  return /^application\/[\w.+-]{3,80}/.exec(buffer.toString("latin1", start, start + buffer.readUInt32LE(18)))?.[0];
}

function entryNames(buffer: Buffer): string[] {
  const end = endOfDirectory(buffer);
  const names: string[] = [];
  let at = end === undefined ? buffer.length : buffer.readUInt32LE(end + 16);
  while (names.length < MAX_ENTRIES && at + 46 <= buffer.length && buffer.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameLength = buffer.readUInt16LE(at + 28);
    names.push(buffer.toString("latin1", at + 46, at + 46 + nameLength));
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return names.length > 0 ? names : localNames(buffer);
}

/** For a file cut off before its directory: the names that stand before the packed data. */
function localNames(buffer: Buffer): string[] {
  const names: string[] = [];
  for (
    let at = buffer.indexOf("PK\x03\x04");
    at >= 0 && at + 30 <= buffer.length && names.length < 50;
    at = buffer.indexOf("PK\x03\x04", at + 30)
  ) {
    names.push(buffer.toString("latin1", at + 30, at + 30 + buffer.readUInt16LE(at + 26)));
  }
  return names;
}

function endOfDirectory(buffer: Buffer): number | undefined {
  // The record is 22 bytes and a comment of at most 64 KB.
  const lowest = Math.max(0, buffer.length - 22 - 0xffff);
  for (let at = buffer.length - 22; at >= lowest; at--) if (buffer.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  return undefined;
}
