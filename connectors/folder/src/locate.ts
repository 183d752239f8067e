import { join, sep } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import { type FolderFs, isDenied, isGone, nodeFs } from "./folder-fs.ts";
import { type NamedEntry, nameEntries } from "./names.ts";
import { isInside, type Root, rootError } from "./root.ts";
import { examine, type FoundFile, rootFolder, type WalkEntry, type WalkOptions } from "./walk.ts";

/** Names of folders already listed, by path; share it among the questions of one moment only. */
export type Listings = Map<string, Promise<readonly NamedEntry[]>>;

/**
 * The one file that a walk would show under this id; null when it would show none. Throws a SmartyError when that cannot be told, as when
 * a folder above cannot be read, and `unsupported` when what is there is not indexed by design.
 */
export async function locateFile(options: Omit<WalkOptions, "signal">, id: string): Promise<FoundFile | null> {
  const found = await locate(options, id).catch((error: unknown) => {
    throw isDenied(error)
      ? new SmartyError("forbidden", "It cannot be read; give the account that runs SmartyPants read access.", { cause: error })
      : rootError(options.root.path, error);
  });
  if (found?.kind === "skipped") throw new SmartyError("unsupported", found.detail);
  return found?.kind === "file" ? found.file : null;
}

async function locate(options: Omit<WalkOptions, "signal">, id: string): Promise<WalkEntry | null> {
  const { root, fs = nodeFs } = options;
  const parts = partsOf(id);
  const listings: Listings = new Map();
  let folder = rootFolder(root);
  for (const [at, idPart] of (parts ?? []).entries()) {
    const name = await nameOf(fs, folder.diskPath, idPart, listings);
    if (name === null) return null;
    const found = await examine(options, fs, folder, { name, idPart });
    if (found.kind === "incomplete") throw found.cause;
    if (found.kind === "gone" || found.kind === "leftOut") return null;
    if (at + 1 === parts?.length) return found;
    if (found.kind !== "folder" || !isInside(root, await fs.realpath(found.folder.diskPath))) return null;
    ({ folder } = found);
  }
  return null;
}

/** Whether anything is on disk under this id, wanted or not. Throws when that cannot be told. */
export async function isOnDisk(fs: FolderFs, root: Root, id: string, listings: Listings): Promise<boolean> {
  let diskPath = root.realPath;
  for (const idPart of partsOf(id) ?? []) {
    const name = await nameOf(fs, diskPath, idPart, listings);
    if (name === null) return false;
    diskPath = join(diskPath, name);
  }
  return true;
}

/** Null for what is no path below the root: an id may come from anywhere. */
function partsOf(id: string): readonly string[] | null {
  const parts = id.split("/");
  // A backslash separates folders on Windows only; elsewhere a name may hold one.
  const isUnsafe = parts.some((part) => ["", ".", ".."].includes(part) || part.includes("\0") || (sep !== "/" && part.includes(sep)));
  return isUnsafe ? null : parts;
}

/** The name on disk that has this part of an id; null when there is none. */
async function nameOf(fs: FolderFs, folderPath: string, idPart: string, listings: Listings): Promise<string | null> {
  try {
    // A name that is spelt in NFC owns the plain part, so when it is there the others need not be looked at.
    await fs.lstat(join(folderPath, idPart));
    return idPart;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  const listing = listings.get(folderPath) ?? listNames(fs, folderPath);
  listings.set(folderPath, listing);
  return (await listing).find((entry) => entry.idPart === idPart)?.name ?? null;
}

async function listNames(fs: FolderFs, folderPath: string): Promise<readonly NamedEntry[]> {
  try {
    return nameEntries(await fs.readdir(folderPath));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
