import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { dataPaths } from "../compose.ts";

const LastBackup = z.object({ createdAt: z.int(), sizeBytes: z.int() });

export type LastBackup = z.infer<typeof LastBackup>;

/** Null when none was ever made of this data directory, as far as is known. */
export function readLastBackup(dataDir: string): LastBackup | null {
  try {
    return LastBackup.parse(JSON.parse(readFileSync(dataPaths(dataDir).lastBackup, "utf8")));
  } catch {
    // Not there, or cut off: then nothing is known of a backup.
    return null;
  }
}

/** For who makes a backup for people: `writeBackup` itself leaves nothing in the data directory. */
export function noteBackup(dataDir: string, last: LastBackup): void {
  try {
    writeFileSync(dataPaths(dataDir).lastBackup, `${JSON.stringify(last)}\n`, { mode: 0o600 });
  } catch {
    // The backup itself is written: a data directory that is full or read-only must not make it fail.
  }
}
