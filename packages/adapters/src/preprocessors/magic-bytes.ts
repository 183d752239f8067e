import { zipType } from "./zip-type.ts";

interface Signature {
  readonly mimeType: string;
  /** Latin-1, one character a byte. */
  readonly magic: string;
  readonly offset?: number;
}

// Longer signatures come before their prefixes.
const SIGNATURES: readonly Signature[] = [
  { mimeType: "image/png", magic: "\x89PNG\r\n\x1A\n" },
  { mimeType: "image/jpeg", magic: "\xFF\xD8\xFF" },
  { mimeType: "image/gif", magic: "GIF87a" },
  { mimeType: "image/gif", magic: "GIF89a" },
  { mimeType: "image/tiff", magic: "II*\0" },
  { mimeType: "image/tiff", magic: "MM\0*" },
  { mimeType: "image/vnd.microsoft.icon", magic: "\0\0\x01\0" },
  { mimeType: "image/vnd.adobe.photoshop", magic: "8BPS" },
  { mimeType: "image/jxl", magic: "\xFF\x0A" },
  { mimeType: "application/gzip", magic: "\x1F\x8B" },
  { mimeType: "application/x-bzip2", magic: "BZh" },
  { mimeType: "application/x-xz", magic: "\xFD7zXZ\0" },
  { mimeType: "application/zstd", magic: "\x28\xB5\x2F\xFD" },
  { mimeType: "application/x-7z-compressed", magic: "7z\xBC\xAF\x27\x1C" },
  { mimeType: "application/vnd.rar", magic: "Rar!\x1A\x07" },
  { mimeType: "application/x-tar", magic: "ustar", offset: 257 },
  { mimeType: "application/rtf", magic: "{\\rtf" },
  { mimeType: "application/postscript", magic: "%!PS" },
  { mimeType: "application/vnd.sqlite3", magic: "SQLite format 3\0" },
  { mimeType: "application/vnd.apache.parquet", magic: "PAR1" },
  { mimeType: "application/wasm", magic: "\0asm" },
  { mimeType: "application/x-executable", magic: "\x7FELF" },
  { mimeType: "application/x-mach-binary", magic: "\xCF\xFA\xED\xFE" },
  { mimeType: "application/x-mach-binary", magic: "\xCA\xFE\xBA\xBE" },
  { mimeType: "font/woff", magic: "wOFF" },
  { mimeType: "font/woff2", magic: "wOF2" },
  { mimeType: "font/otf", magic: "OTTO\0" },
  { mimeType: "font/ttf", magic: "\0\x01\0\0\0" },
  { mimeType: "audio/mpeg", magic: "ID3" },
  { mimeType: "audio/flac", magic: "fLaC" },
  { mimeType: "audio/ogg", magic: "OggS" },
  { mimeType: "audio/midi", magic: "MThd" },
  { mimeType: "video/x-matroska", magic: "\x1A\x45\xDF\xA3" },
  { mimeType: "video/mpeg", magic: "\0\0\x01\xBA" },
  { mimeType: "video/x-flv", magic: "FLV\x01" },
  { mimeType: "video/x-ms-asf", magic: "\x30\x26\xB2\x75\x8E\x66\xCF\x11" },
];

const RIFF_TYPES: Readonly<Record<string, string>> = { WEBP: "image/webp", WAVE: "audio/wav", "AVI ": "video/x-msvideo" };
const ISO_MEDIA_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(heic|heix|hevc|mif1|msf1)/, "image/heic"],
  [/^avi[fs]/, "image/avif"],
  [/^M4[AB]/, "audio/mp4"],
  [/^qt/, "video/quicktime"],
];

// Old office files are one container format; the names of its streams tell them apart.
const OLE_MAGIC = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const OLE_STREAMS: readonly (readonly [string, string])[] = [
  ["WordDocument", "application/msword"],
  ["Workbook", "application/vnd.ms-excel"],
  ["PowerPoint Document", "application/vnd.ms-powerpoint"],
  ["__substg1.0_", "application/vnd.ms-outlook"],
  ["EncryptedPackage", "application/x-encrypted-office"],
];

/** The type that the first bytes prove, or nothing. Text formats without a signature are not decided here. */
export function typeOfMagic(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_100)).toString("latin1");
  // White space or a byte order mark before the mark is common and harmless.
  if (/^(?:\xEF\xBB\xBF)?\s{0,1000}%PDF-/.test(head)) return "application/pdf";
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return zipType(bytes);
  if (head.startsWith(OLE_MAGIC)) return oleType(bytes);
  if (head.startsWith("RIFF")) return RIFF_TYPES[head.slice(8, 12)] ?? "application/octet-stream";
  if (head.slice(4, 8) === "ftyp") return isoMediaType(head.slice(8, 12));
  if (head.startsWith("MZ") && isProgram(bytes)) return "application/vnd.microsoft.portable-executable";
  if (head.startsWith("BM") && hasSizeField(bytes)) return "image/bmp";
  if (/^\xFF[\xFB\xF3\xF2\xFA]/.test(head)) return "audio/mpeg";
  return SIGNATURES.find(({ magic, offset = 0 }) => head.startsWith(magic, offset))?.mimeType;
}

function isoMediaType(brand: string): string {
  return ISO_MEDIA_TYPES.find(([pattern]) => pattern.test(brand))?.[1] ?? "video/mp4";
}

function oleType(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return OLE_STREAMS.find(([name]) => buffer.includes(Buffer.from(name, "utf16le")))?.[1] ?? "application/x-ole-storage";
}

// "MZ" and "BM" may also begin a text: the fields that follow decide.
function isProgram(bytes: Uint8Array): boolean {
  return bytes.subarray(2, 128).includes(0);
}

function hasSizeField(bytes: Uint8Array): boolean {
  return bytes.length >= 26 && bytes[6] === 0 && bytes[7] === 0 && bytes[8] === 0 && bytes[9] === 0;
}
