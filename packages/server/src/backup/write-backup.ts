import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync, statSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { copyDatabase, createDirectoryBlobStore, type DatabaseFacts, readDiskSpace } from "@smartypants/adapters";
import { SmartyError } from "@smartypants/sdk";
import { pack as createPack, type Pack } from "tar-stream";
import { dataPaths } from "../compose.ts";
import { blobEntry, DATABASE, KEY_FILES, MANIFEST, type Manifest, type ManifestFile } from "./manifest.ts";
import { readArchive } from "./read-archive.ts";
import { errorCodeOf, ioError, megabytes } from "./io-error.ts";

export interface BackupOptions {
  readonly dataDir: string;
  /** Where to; must not be there yet. */
  readonly file: string;
  /** Version of SmartyPants, for whoever reads the backup later. */
  readonly product: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface BackupResult {
  readonly file: string;
  readonly sizeBytes: number;
  readonly blobs: number;
  readonly erased: number;
}

const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Writes database, originals and keys into one private file, beside a running server or without one, then reads it again from the disk and compares
 * every hash. The database is as it was at one moment. Throws and leaves nothing when anything is amiss.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupResult> {
  const { dataDir, signal } = options;
  const file = resolve(options.file);
  const paths = dataPaths(dataDir);
  if (!existsSync(paths.database))
    throw new SmartyError("not_found", `There is no SmartyPants in ${dataDir}. Name its data directory with --data-dir.`);
  refuseTarget(file, dataDir);
  const blobs = await listBlobs(paths.blobs, signal);
  await refuseWithoutRoom(file, paths.database, blobs.bytes);
  const copy = `${file}.db.partial`;
  const partial = `${file}.partial`;
  try {
    await Promise.all([copy, partial].map((name) => rm(name, { force: true })));
    const facts = await copyDatabase(paths.database, copy, {
      signal,
      onProgress: (share) => options.onProgress(`Copying the database: ${Math.floor(share * 100)} %`),
    });
    if (facts.complaints.length > 0) throw damagedDatabase(facts.complaints);
    const manifest = await writeArchive(partial, copy, facts, options);
    options.onProgress("Reading it back");
    await readArchive(partial, { signal, accept: (entry) => entry.skip() });
    refuseExisting(file);
    await rename(partial, file);
    await syncFolder(dirname(file));
    const written = manifest.files.filter((each) => each.name.startsWith("blobs/")).length;
    const sizeBytes = statSync(file).size;
    return { file, sizeBytes, blobs: written, erased: manifest.erased.length };
  } catch (error) {
    await rm(partial, { force: true });
    throw ioError(error, file);
  } finally {
    await rm(copy, { force: true });
  }
}

function refuseTarget(file: string, dataDir: string): void {
  const place = relative(dataDir, file);
  if (place !== ".." && !place.startsWith(`..${sep}`) && resolve(dataDir, place) === file) {
    throw new SmartyError(
      "invalid",
      "Choose a place outside the data directory, best on another disk: a backup beside its data is lost with it.",
    );
  }
  refuseExisting(file);
  if (!existsSync(dirname(file))) throw new SmartyError("not_found", `The folder ${dirname(file)} does not exist. Create it first.`);
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new SmartyError("conflict", `${file} exists already. Choose another name; a backup is never overwritten.`);
}

interface BlobList {
  readonly ids: readonly string[];
  readonly bytes: number;
}

async function listBlobs(folder: string, signal: AbortSignal): Promise<BlobList> {
  const ids: string[] = [];
  let bytes = 0;
  for await (const { blobId } of createDirectoryBlobStore(folder).list()) {
    signal.throwIfAborted();
    ids.push(blobId);
    // Gone a moment later, for a sync that has read it: then it takes no room either.
    bytes += statSync(join(folder, "..", blobEntry(blobId)), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { ids: ids.toSorted(), bytes };
}

/** The copy of the database stands beside the archive until that is written; both may be as large as what goes in. */
async function refuseWithoutRoom(file: string, database: string, blobBytes: number): Promise<void> {
  const databaseBytes = statSync(database).size;
  const needed = databaseBytes * 2 + blobBytes + SPARE_BYTES;
  const { freeBytes } = await readDiskSpace(dirname(file));
  if (freeBytes >= needed) return;
  const message = `The backup may need ${megabytes(needed)} in ${dirname(file)}, where ${megabytes(freeBytes)} are free. Choose another disk or free some space.`;
  throw new SmartyError("full", message);
}

function damagedDatabase(complaints: readonly string[]): SmartyError {
  const message = `The database is damaged, so this would be no backup (${complaints.slice(0, 3).join(" · ")}). Keep your earlier backups, and restore the last good one.`;
  return new SmartyError("corrupt", message);
}

async function writeArchive(partial: string, copy: string, facts: DatabaseFacts, options: BackupOptions): Promise<Manifest> {
  const pack = createPack();
  const target = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
  const written = pipeline(pack, createGzip({ level: 1 }), target, { signal: options.signal });
  // Whichever fails first is the reason; the other follows from it.
  const [manifest] = await Promise.all([
    packAll(pack, copy, facts, options).catch((error: unknown) => {
      pack.destroy(error as Error);
      throw error;
    }),
    written,
  ]);
  return manifest;
}

async function packAll(pack: Pack, copy: string, facts: DatabaseFacts, options: BackupOptions): Promise<Manifest> {
  const { dataDir, now, product, signal, onProgress } = options;
  const paths = dataPaths(dataDir);
  const date = new Date(now);
  const files: ManifestFile[] = [];
  const add = async (name: string, path: string): Promise<boolean> => {
    signal.throwIfAborted();
    const file = await packFile(pack, name, path, date);
    if (file !== null) files.push(file);
    return file !== null;
  };
  await add(DATABASE, copy);
  for (const name of KEY_FILES) await add(name, join(dataDir, name));
  // After the database: whatever it refers to was there already.
  const { ids } = await listBlobs(paths.blobs, signal);
  for (const [index, blobId] of ids.entries()) {
    if (index % 50 === 0) onProgress(`Packing originals: ${index} of ${ids.length}`);
    const isThere = await add(blobEntry(blobId), join(dataDir, blobEntry(blobId)));
    if (isThere && files.at(-1)?.sha256 !== blobId) throw damagedOriginal(blobId);
  }
  const present = new Set(files.map((file) => file.name));
  const manifest: Manifest = {
    format: "smartypants-backup",
    formatVersion: 1,
    product,
    createdAt: date.toISOString(),
    migrations: [...facts.migrations],
    files,
    erased: facts.blobIds.filter((blobId) => !present.has(blobEntry(blobId))),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest)}\n`);
  const entry = pack.entry({ name: MANIFEST, size: bytes.length, mode: 0o600, mtime: date });
  entry.end(bytes);
  pack.finalize();
  return manifest;
}

function damagedOriginal(blobId: string): SmartyError {
  return new SmartyError(
    "corrupt",
    `The stored original ${blobId} is damaged, so this would be no backup. Restore it from an earlier one.`,
  );
}

/** Null when the file is not there. What is opened stays readable though it be erased meanwhile. */
async function packFile(pack: Pack, name: string, path: string, mtime: Date): Promise<ManifestFile | null> {
  let handle: FileHandle;
  try {
    handle = await open(path);
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return null;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const hash = createHash("sha256");
    const entry = pack.entry({ name, size, mode: 0o600, mtime });
    const ended = once(entry, "close");
    // It is awaited below; until then a failure must not count as one that nobody handles.
    ended.catch(() => undefined);
    for await (const bytes of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      hash.update(bytes as Buffer);
      // The archive could not be written: nobody will ever ask for more.
      if (entry.destroyed) break;
      if (!entry.write(bytes)) await Promise.race([once(entry, "drain"), ended]);
    }
    entry.end(null);
    await ended;
    return { name, sizeBytes: size, sha256: hash.digest("hex") };
  } finally {
    await handle.close();
  }
}

/** Without it the new name may be gone after a power cut. Windows cannot open folders, and needs no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
