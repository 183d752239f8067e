import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly content: string | Uint8Array;
  /** Claims to be protected with a password. */
  readonly encrypted?: boolean;
  /** Upper half of the external attributes, as Unix writes them: 0o120777 is a symbolic link. */
  readonly unixMode?: number;
  /** The size that the directory claims, when it is to lie. */
  readonly claimedSize?: number;
  /** Kept as it is, as the first entry of OpenDocument and EPUB must be. */
  readonly stored?: boolean;
}

/** A ZIP of deflated entries in the order given. */
export function makeZip(entries: Readonly<Record<string, string | Uint8Array | ZipEntry>>): Uint8Array {
  return makeZipOf(Object.entries(entries));
}

/** For names that come twice. */
export function makeZipOf(entries: readonly (readonly [string, string | Uint8Array | ZipEntry])[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, given] of entries) {
    const entry: ZipEntry = typeof given === "string" || given instanceof Uint8Array ? { content: given } : given;
    const nameBytes = Buffer.from(name);
    const content = Buffer.from(entry.content);
    const isStored = entry.stored === true || name === "mimetype";
    const data = isStored ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // Bit 11: the name is UTF-8.
    fields.writeUInt16LE(0x800 | (entry.encrypted === true ? 1 : 0), 2);
    fields.writeUInt16LE(isStored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(entry.claimedSize ?? content.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, nameBytes, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(((entry.unixMode ?? 0) << 16) >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), fields, place, nameBytes]));
    files.push(local);
    offset += local.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(names.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...files, names, end]));
}
