import { sep } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import { type FolderFs, isDenied, isGone } from "./folder-fs.ts";

/** The configured folder as it was when the work began. */
export interface Root {
  /** As the operator wrote it. */
  readonly path: string;
  readonly realPath: string;
  readonly device: bigint;
  readonly inode: bigint;
}

/** Throws `config` when the folder is not there: a missing folder must never look like an empty one, or everything would be deleted. */
export async function openRoot(fs: FolderFs, path: string): Promise<Root> {
  try {
    const realPath = await fs.realpath(path);
    const stats = await fs.stat(realPath);
    if (!stats.isDirectory()) throw new SmartyError("config", `${path} is not a folder; check the path.`);
    return { path, realPath, device: stats.dev, inode: stats.ino };
  } catch (error) {
    throw rootError(path, error);
  }
}

/** Throws `unavailable` when the folder is no longer the one that was opened, as when a network share goes away meanwhile. */
export async function verifyRoot(fs: FolderFs, root: Root): Promise<void> {
  const now = await openRoot(fs, root.path);
  if (now.device !== root.device || now.inode !== root.inode)
    throw new SmartyError("unavailable", `${root.path} was replaced or unmounted while it was read; sync it again.`);
}

export function isInside(root: Root, realPath: string): boolean {
  const prefix = root.realPath.endsWith(sep) ? root.realPath : root.realPath + sep;
  return realPath === root.realPath || realPath.startsWith(prefix);
}

/** What a failure of the folder itself means to its operator. */
export function rootError(path: string, error: unknown): unknown {
  if (isGone(error)) return new SmartyError("config", `${path} does not exist; check the path.`, { cause: error });
  if (isDenied(error))
    return new SmartyError("config", `${path} cannot be read; give the account that runs SmartyPants read access.`, { cause: error });
  if (error instanceof Error && "syscall" in error)
    return new SmartyError("unavailable", `${path} cannot be read now; check its disk or network share.`, { cause: error });
  return error;
}
