import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { isSmartyError } from "@smartypants/sdk";
import { extract as createExtract, type Extract } from "tar-stream";
import { damagedBackup, entryKind, KEY_FILES, DATABASE, type Manifest, type ManifestFile, parseManifest } from "./manifest.ts";
import { errorCodeOf, ioError } from "./io-error.ts";

export interface ArchiveEntry {
  /** One of the names that we write, and no other. */
  readonly name: string;
  readonly kind: "database" | "key" | "blob";
  readonly sizeBytes: number;
  /** The bytes; must be read to the end. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Reads the bytes for the sake of their hash alone. */
  skip(): Promise<void>;
}

export interface ReadArchiveOptions {
  readonly signal: AbortSignal;
  readonly accept: (entry: ArchiveEntry) => Promise<void>;
}

type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

const MAX_BYTES = { manifest: 512 * 1024 * 1024, key: 64 * 1024 } as const;

/**
 * Reads a backup from beginning to end and resolves with its manifest when every entry is one of ours, none is there twice, and all sizes and hashes are as
 * the manifest says. What `accept` was given before may be thrown away when this rejects: with `corrupt` for a backup that is not whole.
 */
export async function readArchive(file: string, { signal, accept }: ReadArchiveOptions): Promise<Manifest> {
  const extract = createExtract();
  const fed = pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), createGunzip(), extract, { signal });
  // It is awaited below; until then a failure must not count as one that nobody handles.
  fed.catch(() => undefined);
  try {
    const found: ManifestFile[] = [];
    let manifest: Manifest | undefined;
    for await (const entry of extract) {
      if (manifest !== undefined) throw damagedBackup("something follows its end");
      const kind = kindOf(entry, found);
      if (kind === "manifest") manifest = parseManifest(await collect(entry));
      else found.push(await readEntry(entry, kind, accept));
    }
    await fed;
    if (manifest === undefined) throw damagedBackup("its end is missing");
    compare(manifest, found);
    return manifest;
  } catch (error) {
    extract.destroy();
    throw readError(error, file);
  }
}

function kindOf({ header }: Entry, found: readonly ManifestFile[]): "database" | "key" | "blob" | "manifest" {
  const kind = header.type === "file" ? entryKind(header.name) : null;
  if (kind === null) throw damagedBackup(`it holds "${header.name.slice(0, 100)}", which no backup has`);
  if (kind !== "blob" && found.some((each) => each.name === header.name)) throw damagedBackup(`it holds ${header.name} twice`);
  const limit = kind === "manifest" || kind === "key" ? MAX_BYTES[kind] : Infinity;
  if (header.size > limit) throw damagedBackup(`${header.name} is too large`);
  return kind;
}

async function readEntry(entry: Entry, kind: "database" | "key" | "blob", accept: ReadArchiveOptions["accept"]): Promise<ManifestFile> {
  const { name, size } = entry.header;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* read(): AsyncGenerator<Uint8Array> {
    for await (const piece of entry) {
      const bytes = piece as Buffer;
      hash.update(bytes);
      sizeBytes += bytes.length;
      yield bytes;
    }
  }
  const bytes = read();
  await accept({
    name,
    kind,
    sizeBytes: size,
    bytes,
    skip: async () => {
      for await (const piece of bytes) void piece;
    },
  });
  return { name, sizeBytes, sha256: hash.digest("hex") };
}

async function collect(entry: Entry): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const piece of entry) parts.push(piece as Buffer);
  return Buffer.concat(parts);
}

function compare(manifest: Manifest, found: readonly ManifestFile[]): void {
  const expected = new Map(manifest.files.map((file) => [file.name, file]));
  for (const { name, sizeBytes, sha256 } of found) {
    const file = expected.get(name);
    if (file === undefined) throw damagedBackup(`${name} is there twice, or is not in its list of contents`);
    if (file.sizeBytes !== sizeBytes || file.sha256 !== sha256) throw damagedBackup(`${name} is not as it was when the backup was made`);
    if (name.startsWith("blobs/") && !name.endsWith(`/${sha256}`)) throw damagedBackup(`${name} does not hold what its name says`);
    expected.delete(name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw damagedBackup(`${missing} is missing`);
  if (!found.some((file) => file.name === DATABASE)) throw damagedBackup("there is no database in it");
  if (!found.some((file) => file.name === KEY_FILES[0])) throw damagedBackup("there is no key in it");
}

function readError(error: unknown, file: string): unknown {
  if (isSmartyError(error)) return error;
  const code = errorCodeOf(error) ?? "";
  if (code === "ABORT_ERR" || (error as Error).name === "AbortError") return error;
  if (["ENOENT", "EACCES", "EPERM", "EISDIR"].includes(code)) return ioError(error, file);
  // The disk of whoever takes the entries, not the backup's fault.
  if (["ENOSPC", "EDQUOT", "EROFS"].includes(code)) return error;
  return damagedBackup("it is cut off, or not a backup of SmartyPants at all", error);
}
