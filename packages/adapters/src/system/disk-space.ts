import { randomBytes } from "node:crypto";
import { open, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { Disk } from "@smartypants/core";
import { errorCode, translateFullDisk } from "./file-errors.ts";

export interface DiskSpace {
  /** What this user may still write. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freePercent: number;
}

export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const totalBytes = blocks * bsize;
  return { freeBytes, totalBytes, freePercent: totalBytes === 0 ? 0 : (100 * freeBytes) / totalBytes };
}

/** The disk of a folder, as core knows it. */
export function createDisk(folder: string): Disk {
  return { space: () => readDiskSpace(folder) };
}

const BALLAST_BYTES = 8 * 2 ** 20;

/**
 * Sets room aside: on a full disk even deleting rows fails, until this file is removed. Harmless when it is there already. Throws `full` when there is
 * no room for it, and leaves nothing then.
 */
export async function createBallast(folder: string): Promise<void> {
  const file = ballastFile(folder);
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      // Random, for a file system that compresses would keep no room for zeros.
      await handle.writeFile(randomBytes(BALLAST_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === "EEXIST") return replaceHalfMade(folder);
    await rm(file, { force: true });
    throw translateFullDisk(error);
  }
}

/** A process that died while it made the ballast has left less of it. */
async function replaceHalfMade(folder: string): Promise<void> {
  const { size } = await stat(ballastFile(folder));
  if (size === BALLAST_BYTES) return;
  await removeBallast(folder);
  await createBallast(folder);
}

/** Gives the room back; false when there was none. */
export async function removeBallast(folder: string): Promise<boolean> {
  try {
    await rm(ballastFile(folder));
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

function ballastFile(folder: string): string {
  return path.join(folder, "ballast");
}
