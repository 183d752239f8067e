import type { BigIntStats } from "node:fs";
import { join } from "node:path";
import type { SkipReason } from "@smartypants/sdk";
import type { FileFilter } from "./file-filter.ts";
import { type FolderFs, isGone, nodeFs, systemCode } from "./folder-fs.ts";
import { type NamedEntry, nameEntries, shortHash } from "./names.ts";
import { isInside, type Root, rootError } from "./root.ts";

export interface WalkOptions {
  readonly root: Root;
  readonly filter: FileFilter;
  readonly followSymlinks: false | "inside";
  readonly signal: AbortSignal;
  readonly fs?: FolderFs;
  /** Where to begin; the root when absent. */
  readonly from?: FoundFolder;
}

export interface FoundFile {
  /** Path relative to the root with "/", in NFC. */
  readonly id: string;
  readonly name: string;
  /** Absent for files in the root. */
  readonly containerId?: string;
  /** Below the root, links not resolved. */
  readonly diskPath: string;
  /** What is opened: `diskPath`, or where a followed link leads. */
  readonly targetPath: string;
  readonly stats: BigIntStats;
}

export interface FoundFolder {
  /** Empty for the root. */
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
  readonly diskPath: string;
  /** Reached through a symbolic link, itself or a folder above. */
  readonly isLinked: boolean;
}

export type WalkEntry =
  | { readonly kind: "file"; readonly file: FoundFile }
  | { readonly kind: "folder"; readonly folder: FoundFolder }
  | {
      readonly kind: "skipped";
      readonly id: string;
      readonly name: string;
      readonly diskPath: string;
      readonly reason: SkipReason;
      readonly detail: string;
    }
  /** What is in this folder is not, or not wholly, known. An empty id stands for the root. */
  | { readonly kind: "incomplete"; readonly folder: FoundFolder; readonly cause: unknown }
  /** Entries that the operator's patterns leave out. */
  | { readonly kind: "leftOut"; readonly count: number };

const MAX_ID_CHARACTERS = 1024;
// Enough to keep Node's four file threads busy.
const STATS_AT_ONCE = 64;

/**
 * Everything below the root, in the same order each time: a folder, its files, then its subfolders. Holds the names of one folder and the
 * subfolders still to come, never more. Throws only when the root itself cannot be listed, or when the signal aborts.
 */
export async function* walk(options: WalkOptions): AsyncGenerator<WalkEntry, void> {
  const { root, signal, fs = nodeFs } = options;
  const pending: FoundFolder[] = [options.from ?? rootFolder(root)];
  // Real paths of folders entered through links: each at most once, which also ends cycles.
  const entered = new Set<string>();
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const listing = await list(fs, root, folder, entered);
    if (listing.kind !== "listed") {
      yield* unlisted(folder, listing);
      continue;
    }
    if (folder.id !== "") yield { kind: "folder", folder };
    const subfolders = yield* listFolder(options, fs, folder, listing.entries);
    for (const subfolder of subfolders.toReversed()) pending.push(subfolder);
  }
}

export function rootFolder(root: Root): FoundFolder {
  return { id: "", name: "", diskPath: root.realPath, isLinked: false };
}

type Listing =
  | { readonly kind: "listed"; readonly entries: readonly NamedEntry[] }
  | { readonly kind: "failed"; readonly cause: unknown }
  | { readonly kind: "gone"; readonly cause: unknown }
  | { readonly kind: "skipped"; readonly detail: string };

async function list(fs: FolderFs, root: Root, folder: FoundFolder, entered: Set<string>): Promise<Listing> {
  try {
    // A folder that was swapped for a link since it was seen must not lead out of the root.
    const realPath = folder.id === "" ? root.realPath : await fs.realpath(folder.diskPath);
    if (!isInside(root, realPath)) return { kind: "skipped", detail: "It leads out of the folder." };
    if (folder.isLinked && (entered.has(realPath) || folder.diskPath.startsWith(join(realPath, "/"))))
      return { kind: "skipped", detail: "It leads to a folder that is shown elsewhere." };
    if (folder.isLinked) entered.add(realPath);
    return { kind: "listed", entries: nameEntries(await fs.readdir(folder.diskPath)) };
  } catch (cause) {
    // Of the root it is fatal; of any other folder it is reported, and what is below stays as it was.
    if (folder.id === "") throw rootError(root.path, cause);
    return { kind: isGone(cause) ? "gone" : "failed", cause };
  }
}

function* unlisted(folder: FoundFolder, listing: Exclude<Listing, { kind: "listed" }>): Generator<WalkEntry, void> {
  if (listing.kind === "skipped") {
    yield { kind: "skipped", id: folder.id, name: folder.name, diskPath: folder.diskPath, reason: "excluded", detail: listing.detail };
    return;
  }
  if (listing.kind === "failed") yield { kind: "folder", folder };
  // A folder that went away a moment ago may have moved to where the walk has been: the next sync knows.
  yield { kind: "incomplete", folder, cause: listing.cause };
}

async function* listFolder(
  options: WalkOptions,
  fs: FolderFs,
  folder: FoundFolder,
  entries: readonly NamedEntry[],
): AsyncGenerator<WalkEntry, readonly FoundFolder[]> {
  const subfolders: FoundFolder[] = [];
  let leftOut = 0;
  let failure: unknown;
  for (let from = 0; from < entries.length; from += STATS_AT_ONCE) {
    options.signal.throwIfAborted();
    const some = entries.slice(from, from + STATS_AT_ONCE);
    for (const found of await Promise.all(some.map((entry) => examine(options, fs, folder, entry)))) {
      if (found.kind === "folder") subfolders.push(found.folder);
      else if (found.kind === "leftOut") leftOut += found.count;
      else if (found.kind === "incomplete") failure ??= found.cause;
      else if (found.kind !== "gone") yield found;
    }
  }
  if (leftOut > 0) yield { kind: "leftOut", count: leftOut };
  // The entry may be a folder of which nothing can be seen, so it is this folder that is not wholly known.
  if (failure !== undefined) yield { kind: "incomplete", folder, cause: failure };
  return subfolders;
}

/** What one entry of a folder is; `gone` when it is no longer there. Never throws for the entry's sake. */
export async function examine(
  options: Omit<WalkOptions, "signal">,
  fs: FolderFs,
  folder: FoundFolder,
  { name, idPart }: NamedEntry,
): Promise<WalkEntry | { readonly kind: "gone" }> {
  const id = folder.id === "" ? idPart : `${folder.id}/${idPart}`;
  const diskPath = join(folder.diskPath, name);
  if (options.filter.isExcluded(id)) return { kind: "leftOut", count: 1 };
  const skip = (reason: SkipReason, detail: string): WalkEntry => ({ kind: "skipped", id: shortened(id), name, diskPath, reason, detail });
  if (id.length > MAX_ID_CHARACTERS) return skip("unsupported", `Its path has more than ${MAX_ID_CHARACTERS} characters; shorten it.`);
  try {
    const stats = await fs.lstat(diskPath);
    const place = { id, name, diskPath, isLinked: folder.isLinked, ...(folder.id !== "" && { parentId: folder.id }) };
    if (stats.isDirectory()) return { kind: "folder", folder: place };
    if (!stats.isSymbolicLink() && !options.filter.isIncluded(id)) return { kind: "leftOut", count: 1 };
    if (stats.isFile()) return { kind: "file", file: fileOf(place, stats, diskPath) };
    if (!stats.isSymbolicLink()) return skip("unsupported", "It is not a file but a pipe, a socket or a device.");
    return await followLink(options, fs, place, skip);
  } catch (cause) {
    // One entry's trouble is told as an entry.
    if (!isGone(cause)) return { kind: "incomplete", folder, cause };
    const isMangled = name.includes("\ufffd") || !name.isWellFormed();
    return isMangled ? skip("unsupported", "Its name is not valid Unicode; rename it.") : { kind: "gone" };
  }
}

async function followLink(
  { root, filter, followSymlinks }: Omit<WalkOptions, "signal">,
  fs: FolderFs,
  place: FoundFolder,
  skip: (reason: SkipReason, detail: string) => WalkEntry,
): Promise<WalkEntry> {
  const report = (reason: SkipReason, detail: string): WalkEntry =>
    filter.isIncluded(place.id) ? skip(reason, detail) : { kind: "leftOut", count: 1 };
  if (followSymlinks === false) return report("excluded", "It is a symbolic link; the source's settings say not to follow it.");
  try {
    const targetPath = await fs.realpath(place.diskPath);
    if (!isInside(root, targetPath)) return report("excluded", "It is a symbolic link that leads out of the folder.");
    const stats = await fs.stat(targetPath);
    if (stats.isDirectory()) return { kind: "folder", folder: { ...place, isLinked: true } };
    if (!filter.isIncluded(place.id)) return { kind: "leftOut", count: 1 };
    if (!stats.isFile()) return skip("unsupported", "It leads to something that is not a file.");
    return { kind: "file", file: fileOf(place, stats, targetPath) };
  } catch (cause) {
    // A link to nothing, or to itself, is a state of the source.
    if (isGone(cause) || systemCode(cause) === "ELOOP") return report("unsupported", "It is a symbolic link that leads nowhere.");
    throw cause;
  }
}

function fileOf({ id, name, parentId, diskPath }: FoundFolder, stats: BigIntStats, targetPath: string): FoundFile {
  return { id, name, ...(parentId !== undefined && { containerId: parentId }), diskPath, targetPath, stats };
}

/** An id within the limit, for an item that can be reported but not indexed. */
function shortened(id: string): string {
  if (id.length <= MAX_ID_CHARACTERS) return id.toWellFormed();
  return `${id.slice(0, MAX_ID_CHARACTERS - 10)}~${shortHash(id)}`.toWellFormed();
}
