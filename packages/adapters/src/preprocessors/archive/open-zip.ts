import { SmartyError } from "@smartypants/sdk";
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from "yauzl";
import { createInflateBudget, MAX_INFLATED_BYTES } from "./inflate-budget.ts";

/** Entries of one package or archive, folders and all. */
export const MAX_ZIP_ENTRIES = 10_000;

export interface ZipEntry {
  /** As it stands in the directory: never a path to write to. */
  readonly name: string;
  /** As the directory claims; never trusted. */
  readonly sizeBytes: number;
  readonly isFolder: boolean;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  /** Milliseconds since 1970; archives know no time zone, so it is read as UTC. */
  readonly modifiedAt: number;
}

export interface Zip {
  /** In the order of the directory. */
  readonly entries: readonly ZipEntry[];
  /** The entry of that name; the first when several have it. */
  find(name: string): ZipEntry | undefined;
  /** Bytes as they are unpacked. Everything that is read counts towards one limit. */
  stream(entry: ZipEntry): AsyncGenerator<Uint8Array>;
  read(entry: ZipEntry, maxBytes?: number): Promise<Uint8Array>;
}

const DAMAGED = "This file is damaged or cut off: its parts cannot be found. Save it again, and upload that version.";

/** Reads the directory of a ZIP; nothing is unpacked yet. Throws `corrupt`, or `too_large` with the number of entries. */
export async function openZip(bytes: Uint8Array, options: { readonly maxBytes?: number } = {}): Promise<Zip> {
  if (bytes.length === 0) throw new SmartyError("empty", "This file is empty (0 bytes). If it should not be, upload it once more.");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file = await vendor(() => fromBufferPromise(buffer, { lazyEntries: true, autoClose: false, decodeStrings: false }));
  if (file.entryCount > MAX_ZIP_ENTRIES) {
    const count = file.entryCount.toLocaleString("en");
    throw new SmartyError(
      "too_large",
      `This file has ${count} parts; the limit is ${MAX_ZIP_ENTRIES.toLocaleString("en")}. Split it into smaller ones.`,
    );
  }
  const originals = new Map<ZipEntry, Entry>();
  await vendor(async () => {
    for await (const original of file.eachEntry()) originals.set(toEntry(original), original);
  });
  const entries = [...originals.keys()];
  const byName = new Map(entries.toReversed().map((entry) => [entry.name, entry]));
  const budget = createInflateBudget(bytes.length, options.maxBytes ?? MAX_INFLATED_BYTES);
  async function* stream(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    for await (const chunk of unpack(file, originals.get(entry))) {
      budget.spend(chunk.length);
      yield chunk;
    }
  }
  return { entries, find: (name) => byName.get(name), stream, read: (entry, maxBytes) => collect(stream(entry), entry, maxBytes) };
}

function toEntry(original: Entry): ZipEntry {
  const name = decodeName(original);
  // The upper half holds what Unix knows of a file.
  const kind = (original.externalFileAttributes >>> 16) & 0o170000;
  return {
    name,
    sizeBytes: original.uncompressedSize,
    isFolder: name.endsWith("/") || kind === 0o040000,
    isEncrypted: original.isEncrypted(),
    isLink: kind === 0o120000,
    modifiedAt: original.getLastModDate({ timezone: "UTC" }).getTime(),
  };
}

/** Many tools write UTF-8 without the mark for it; what is none has the characters of the first PCs. */
function decodeName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const utf8 = new TextDecoder("utf-8").decode(fileNameRaw);
  const name = utf8.includes("\uFFFD") ? getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false) : utf8;
  return name.replaceAll("\\", "/");
}

async function* unpack(file: ZipFile, original: Entry | undefined): AsyncGenerator<Uint8Array> {
  if (original === undefined) return;
  if (original.isEncrypted()) throw new SmartyError("encrypted", "This file opens with a password only. Upload a version without one.");
  if (original.compressionMethod !== 0 && original.compressionMethod !== 8)
    throw new SmartyError("unsupported", "It is packed with a method that is not read here. Pack it again as an ordinary ZIP.");
  const stream = await vendor(() => file.openReadStreamPromise(original));
  const chunks = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await vendor(() => chunks.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    stream.destroy();
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, entry: ZipEntry, maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) {
      const limit = Math.round(maxBytes / 1024 / 1024);
      throw new SmartyError(
        "too_large",
        `${entry.name.split("/").at(-1) ?? "A part"} unpacks to more than ${limit} MB, which is the limit.`,
      );
    }
    parts.push(chunk);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** The unpacker says everything by plain errors: to a user they all mean that the file is damaged. */
async function vendor<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new SmartyError("corrupt", DAMAGED, { cause: error });
  }
}
