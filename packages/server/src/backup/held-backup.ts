import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { SmartyError } from "@smartypants/sdk";
import { noteBackup } from "./last-backup.ts";
import { writeBackup } from "./write-backup.ts";

const HELD_MS = 15 * 60_000;

export interface HeldBackup {
  /** Knowing it is needed to fetch the file, beside being who asked for it. */
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface Held extends HeldBackup {
  readonly userId: string;
  readonly timer: NodeJS.Timeout;
}

/** Backups for people at a browser: made in a private folder outside the data directory, fetched by who asked, gone after 15 minutes. */
export interface BackupDesk {
  /** Replaces the one held before. Throws `conflict` while one is being made. */
  make(userId: string): Promise<HeldBackup>;
  /** Throws `not_found` when it is gone, or somebody else's. */
  open(id: string, userId: string): { readonly held: HeldBackup; readonly stream: ReadableStream<Uint8Array> };
  close(): void;
}

export function createBackupDesk({ dataDir, product }: { readonly dataDir: string; readonly product: string }): BackupDesk {
  // Always the same one, so that a process that died in the middle leaves nothing for good.
  const folder = join(tmpdir(), `smartypants-backup-${createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 16)}`);
  const stopping = new AbortController();
  let held: Held | null = null;
  let isBusy = false;
  const drop = (): void => {
    if (held !== null) clearTimeout(held.timer);
    held = null;
    rmSync(folder, { recursive: true, force: true });
  };
  const make = async (userId: string): Promise<HeldBackup> => {
    drop();
    mkdirSync(folder, { mode: 0o700 });
    const createdAt = Date.now();
    const name = `smartypants-${new Date(createdAt).toISOString().slice(0, 16).replaceAll(":", "")}.tar.gz`;
    const file = join(folder, name);
    const { sizeBytes } = await writeBackup({ dataDir, file, product, now: createdAt, onProgress: () => {}, signal: stopping.signal });
    noteBackup(dataDir, { createdAt, sizeBytes });
    const id = randomBytes(16).toString("hex");
    const timer = setTimeout(drop, HELD_MS).unref();
    held = { id, name: basename(file), sizeBytes, createdAt, expiresAt: Date.now() + HELD_MS, userId, timer };
    return withoutOwner(held);
  };
  return {
    make: async (userId) => {
      if (isBusy) throw new SmartyError("conflict", "A backup is being made. Wait for it.", { retryAfterMs: 5000 });
      isBusy = true;
      return make(userId).finally(() => (isBusy = false));
    },
    open: (id, userId) => {
      if (held?.id !== id || held.userId !== userId) throw new SmartyError("not_found", "This backup is gone. Make a new one.");
      const stream = Readable.toWeb(createReadStream(join(folder, held.name))) as ReadableStream<Uint8Array>;
      return { held: withoutOwner(held), stream };
    },
    close: () => {
      stopping.abort();
      drop();
    },
  };
}

function withoutOwner({ id, name, sizeBytes, createdAt, expiresAt }: Held): HeldBackup {
  return { id, name, sizeBytes, createdAt, expiresAt };
}
