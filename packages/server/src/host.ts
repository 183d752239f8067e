import { statSync } from "node:fs";
import { type BackupDesk, createBackupDesk } from "./backup/held-backup.ts";
import { type LastBackup, readLastBackup } from "./backup/last-backup.ts";
import { dataPaths } from "./compose.ts";
import type { ExplainedSetting } from "./config.ts";
import { readVersion } from "./version.ts";

export interface HostFacts {
  /** Of SmartyPants. */
  readonly version: string;
  readonly node: string;
  /** Such as `linux x64`. */
  readonly platform: string;
  readonly startedAt: number;
  /** The file with its journal. */
  readonly databaseBytes: number;
  readonly lastBackup: LastBackup | null;
}

/** This process and its machine, as administrators see them. */
export interface Host {
  describe(): HostFacts;
  /** As they were at the start; secrets are not in clear. */
  readonly settings: readonly ExplainedSetting[];
  readonly backups: BackupDesk;
}

export function createHost(dataDir: string, settings: readonly ExplainedSetting[]): Host {
  const version = readVersion();
  const startedAt = Date.now();
  const { database } = dataPaths(dataDir);
  return {
    describe: () => ({
      version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      startedAt,
      databaseBytes: [database, `${database}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
      lastBackup: readLastBackup(dataDir),
    }),
    settings: settings.map((each) => (each.name === "dataDir" ? { ...each, value: dataDir } : each)),
    backups: createBackupDesk({ dataDir, product: version }),
  };
}
