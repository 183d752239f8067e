import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import Sqlite from "better-sqlite3";
import { SmartyError } from "@smartypants/sdk";
import { errorCode } from "./file-errors.ts";

/** Who owns a data directory. */
export interface ServerInfo {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Absent until the server listens. */
  readonly url?: string;
}

export interface DataLock {
  /** Writes down where this server answers, for the command line and for who finds the directory taken. */
  announce(about: { readonly url: string }): void;
  release(): void;
}

/**
 * A connection that nobody refers to would be closed, and its lock with it. Nothing else in this process may open the file: on POSIX, closing it
 * anywhere drops the lock.
 */
const held = new Set<Sqlite.Database>();

/**
 * Makes this process the directory's only owner until `release` or its death: the lock is the operating system's, so that nothing stays behind. Throws
 * `conflict`, naming the process that has it, and `config` when the directory cannot be locked.
 */
export function lockDataDirectory(folder: string): DataLock {
  const connection = takeLock(folder);
  const infoFile = path.join(folder, INFO_FILE);
  const write = (about: { readonly url?: string }): void => {
    const info: ServerInfo = { pid: process.pid, startedAt: Math.floor(performance.timeOrigin), ...about };
    // Anew each time, so that its mode is ours.
    rmSync(infoFile, { force: true });
    writeFileSync(infoFile, `${JSON.stringify(info)}\n`, { mode: 0o600, flag: "wx" });
  };
  write({});
  return {
    announce: ({ url }) => write({ url }),
    release: () => {
      if (!held.delete(connection)) return;
      // Before the lock goes, for afterwards the file may be another's.
      rmSync(infoFile, { force: true });
      connection.close();
    },
  };
}

const LOCK_FILE = "lock.db";
const INFO_FILE = "server.json";

/** What the owner of the directory has written down; undefined when there is none, or it died before it could. Not proof that it lives. */
export function readServerInfo(folder: string): ServerInfo | undefined {
  try {
    const info: unknown = JSON.parse(readFileSync(path.join(folder, INFO_FILE), "utf8"));
    return isServerInfo(info) ? info : undefined;
  } catch {
    // Absent, or half-written by a process that was killed.
    return undefined;
  }
}

function isServerInfo(info: unknown): info is ServerInfo {
  if (typeof info !== "object" || info === null || !("pid" in info) || !("startedAt" in info)) return false;
  return Number.isInteger(info.pid) && typeof info.startedAt === "number" && (!("url" in info) || typeof info.url === "string");
}

/** Two that start at the same moment are in each other's way on the first try: without another both would give up. */
const TRIES_MS = 300;

function takeLock(folder: string): Sqlite.Database {
  const file = path.join(folder, LOCK_FILE);
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(file, { timeout: TRIES_MS });
    chmodSync(file, 0o600);
    // The transaction writes nothing and is never ended: its lock is all that is wanted.
    connection.exec("begin exclusive");
  } catch (error) {
    connection?.close();
    throw explain(error, folder);
  }
  held.add(connection);
  return connection;
}

function explain(error: unknown, folder: string): SmartyError {
  if (errorCode(error) !== "SQLITE_BUSY") {
    const advice = "Let the user that runs SmartyPants own it, on a local disk, or choose another folder with SMARTY_DATA_DIR.";
    return new SmartyError("config", `The data directory ${folder} cannot be locked. ${advice}`, { cause: error });
  }
  const info = readServerInfo(folder);
  const who = info === undefined ? "" : ` (process ${info.pid}${info.url === undefined ? "" : `, ${info.url}`})`;
  const message = `Another SmartyPants${who} uses ${folder}. Stop it, or choose another folder with SMARTY_DATA_DIR.`;
  return new SmartyError("conflict", message, { cause: error });
}
