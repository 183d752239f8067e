import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { restoringFolder } from "../compose.ts";
import { DATABASE } from "./manifest.ts";
import { syncFolder } from "./write-backup.ts";

/** Belong to whoever holds the directory just now, which is us. */
const OURS = new Set(["lock.db", "lock.db-journal", "server.json", "last-backup.json"]);

/** What is in a data directory, but for what a lock leaves in an empty one. */
export function contentOf(dataDir: string): readonly string[] {
  const staging = basename(restoringFolder(dataDir));
  return readdirSync(dataDir).filter((name) => !OURS.has(name) && name !== staging && name !== `${staging}.partial`);
}

/**
 * Moves the former content aside, then what was unpacked in; entry by entry, because a data directory may be a mount that cannot be renamed. While it lasts
 * the staging folder stands in the directory, and no server starts there. Returns where the former content is, or null.
 */
export async function replaceContent(dataDir: string, staging: string, now: number): Promise<string | null> {
  const former = contentOf(dataDir);
  const aside = former.length === 0 ? null : makeAside(dataDir, now);
  const moved: string[] = [];
  try {
    for (const name of former) {
      if (aside === null) break;
      renameSync(join(dataDir, name), join(aside, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) renameSync(join(aside ?? dataDir, name), join(dataDir, name));
    throw error;
  }
  // The database last: where it is, the rest is too.
  for (const name of readdirSync(staging).toSorted((one, other) => Number(one === DATABASE) - Number(other === DATABASE))) {
    renameSync(join(staging, name), join(dataDir, name));
  }
  await syncFolder(dataDir);
  rmdirSync(staging);
  await syncFolder(dataDir);
  return aside;
}

/** Beside the directory where that is on the same disk and may be written, else in it. */
function makeAside(dataDir: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(":", "");
  const name = `before-restore-${time}`;
  const parent = dirname(dataDir);
  const beside = `${dataDir}.${name}`;
  try {
    if (statSync(parent).dev === statSync(dataDir).dev && !existsSync(beside)) {
      mkdirSync(beside, { mode: 0o700 });
      return beside;
    }
  } catch {
    // The folder above may not be written: a container has only the data directory itself.
  }
  const inside = join(dataDir, name);
  mkdirSync(inside, { mode: 0o700 });
  return inside;
}
