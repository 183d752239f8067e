import { chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lockDataDirectory, readDatabaseFacts, readDiskSpace, unknownMigrations } from "@smartypants/adapters";
import { SmartyError } from "@smartypants/sdk";
import { restoringFolder } from "../compose.ts";
import { ioError, megabytes } from "./io-error.ts";
import { damagedBackup, DATABASE, type Manifest } from "./manifest.ts";
import { type ArchiveEntry, readArchive } from "./read-archive.ts";
import { contentOf, replaceContent } from "./replace-content.ts";

export interface RestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  /** Moves what is in the data directory aside instead of refusing. */
  readonly force: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface RestoreResult {
  readonly manifest: Manifest;
  /** Where the former content is now; null when there was none. */
  readonly movedTo: string | null;
}

const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Puts a backup into the data directory. Everything is unpacked beside and checked first, to the last hash and the database's own checks; only then is
 * the former content moved aside and the new one moved in. Throws `conflict` while a server has the directory, or when it is not empty.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const { dataDir, file, force, signal, now } = options;
  if (!existsSync(file)) throw new SmartyError("not_found", `There is no file ${file}.`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDirectory(dataDir);
  try {
    const former = contentOf(dataDir);
    if (former.length > 0 && !force) throw notEmpty(dataDir);
    const staging = restoringFolder(dataDir);
    const unchecked = `${staging}.partial`;
    // What an earlier try that was killed has left.
    for (const folder of [staging, unchecked]) await rm(folder, { recursive: true, force: true });
    await mkdir(unchecked, { mode: 0o700 });
    let manifest: Manifest;
    try {
      manifest = await unpack(unchecked, options);
      options.onProgress("Checking the database");
      checkDatabase(unchecked, manifest);
      giveToOwner(dataDir, unchecked);
      signal.throwIfAborted();
    } catch (error) {
      await rm(unchecked, { recursive: true, force: true });
      throw ioError(error, dataDir);
    }
    await rename(unchecked, staging);
    return { manifest, movedTo: await replaceContent(dataDir, staging, now) };
  } finally {
    lock.release();
  }
}

function notEmpty(dataDir: string): SmartyError {
  return new SmartyError(
    "conflict",
    `${dataDir} is not empty. Choose another with --data-dir, or add --force: it moves what is there aside first.`,
  );
}

async function unpack(staging: string, { file, signal, onProgress }: RestoreOptions): Promise<Manifest> {
  let count = 0;
  return readArchive(file, {
    signal,
    accept: async (entry) => {
      count += 1;
      if (count % 50 === 1) onProgress(`Unpacking: ${count} files`);
      await refuseWithoutRoom(staging, entry.sizeBytes);
      await writeEntry(staging, entry);
    },
  });
}

async function refuseWithoutRoom(folder: string, sizeBytes: number): Promise<void> {
  const { freeBytes } = await readDiskSpace(folder);
  if (freeBytes >= sizeBytes + SPARE_BYTES) return;
  const message = `The backup needs ${megabytes(sizeBytes + SPARE_BYTES)} more, and ${megabytes(freeBytes)} are free on the data directory's disk. Free some space; nothing was changed.`;
  throw new SmartyError("full", message);
}

/** `name` is one of the names we write: it has no way out of the folder. */
async function writeEntry(staging: string, { name, bytes }: ArchiveEntry): Promise<void> {
  const path = join(staging, ...name.split("/"));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, "wx", 0o600);
  try {
    for await (const piece of bytes) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function checkDatabase(staging: string, manifest: Manifest): void {
  const facts = readDatabaseFacts(join(staging, DATABASE));
  if (facts.complaints.length > 0) throw damagedBackup(`its database is damaged (${facts.complaints.slice(0, 3).join(" · ")})`);
  if (unknownMigrations(facts.migrations).length === 0) return;
  throw new SmartyError(
    "config",
    `This backup was made by a newer SmartyPants (${manifest.product}). Restore it with that version. Nothing was changed.`,
  );
}

/** Restored by root, read by the server's own user. */
function giveToOwner(dataDir: string, staging: string): void {
  const { uid, gid } = statSync(dataDir);
  if (process.platform === "win32" || process.getuid?.() !== 0 || uid === 0) return;
  chownSync(staging, uid, gid);
  for (const entry of readdirSync(staging, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), uid, gid);
}
