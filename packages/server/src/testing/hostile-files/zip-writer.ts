import { crc32, constants, deflateRawSync } from "node:zlib";

export interface HostileEntry {
  readonly name: string | Uint8Array;
  /** Already deflated. */
  readonly packed: Uint8Array;
  readonly sizeBytes: number;
  readonly checksum: number;
  readonly encrypted?: boolean;
  /** As Unix writes them: 0o120777 is a symbolic link. */
  readonly unixMode?: number;
}

/** An entry as any program packs it. */
export function entryOf(name: string | Uint8Array, content: string | Uint8Array): HostileEntry {
  const bytes = Buffer.from(content);
  return { name, packed: deflateRawSync(bytes), sizeBytes: bytes.length, checksum: crc32(bytes) };
}

const MEGABYTE = new Uint8Array(1024 * 1024).fill(0x20);
// Ends on a byte, so that copies can be put behind each other.
const PACKED_MEGABYTE = deflateRawSync(MEGABYTE, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
const END_OF_DEFLATE = Uint8Array.of(0x03, 0x00);

/** Spaces that unpack to as many megabytes, between a beginning and an end; nothing of that size is ever held here. */
export function bombEntry(name: string, megabytes: number, start = "", end = ""): HostileEntry {
  const flushed = (text: string) => deflateRawSync(Buffer.from(text), { finishFlush: constants.Z_FULL_FLUSH });
  let checksum = crc32(start);
  for (let at = 0; at < megabytes; at++) checksum = crc32(MEGABYTE, checksum);
  const middle = Array.from({ length: megabytes }, () => PACKED_MEGABYTE);
  return {
    name,
    packed: Buffer.concat([flushed(start), ...middle, flushed(end), END_OF_DEFLATE]),
    sizeBytes: start.length + megabytes * MEGABYTE.length + end.length,
    checksum: crc32(end, checksum),
  };
}

/** Deflated as PDF wants it: with the two bytes and the sum of zlib, which readers do not insist on. */
export function bombStream(megabytes: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(0x78, 0x9c), bombEntry("", megabytes).packed, new Uint8Array(4)]);
}

/** Any entries in any order, with any names; more than 65,535 of them are counted modulo that, as old programs do. */
export function writeZip(entries: readonly HostileEntry[]): Uint8Array {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const fields = fieldsOf(entry, name.length);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(((entry.unixMode ?? 0) << 16) >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x03", "latin1"), fields, place, name);
    files.push(Buffer.from("PK\x03\x04", "latin1"), fields, name, entry.packed);
    offset += 4 + fields.length + name.length + entry.packed.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length % 65_536, 8);
  end.writeUInt16LE(entries.length % 65_536, 10);
  end.writeUInt32LE(names.length, 12);
  end.writeUInt32LE(offset, 16);
  const zip64 = entries.length > 65_535 ? zip64End(entries.length, names.length, offset) : new Uint8Array();
  if (zip64.length > 0) end.fill(0xff, 8, 20);
  return new Uint8Array(Buffer.concat([...files, names, zip64, end]));
}

function fieldsOf({ packed, sizeBytes, checksum, encrypted }: HostileEntry, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(encrypted === true ? 1 : 0, 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(Math.min(sizeBytes, 0xffff_ffff), 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

/** The record for many entries, and the one that points at it. */
function zip64End(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", 0, "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", 0, "latin1");
  locator.writeBigUInt64LE(BigInt(directoryOffset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
