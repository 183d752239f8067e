import { type BigIntStats, constants, watch } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath, stat } from "node:fs/promises";

/** What this connector asks of the file system: passed in, so that a test can make it fail. */
export interface FolderFs {
  readonly readdir: (path: string) => Promise<readonly string[]>;
  /** Of the link itself. */
  readonly lstat: (path: string) => Promise<BigIntStats>;
  /** Of what a link leads to. */
  readonly stat: (path: string) => Promise<BigIntStats>;
  readonly realpath: (path: string) => Promise<string>;
  /** Opens for reading; fails for a symbolic link, and does not wait for a writer of a named pipe. */
  readonly open: (path: string) => Promise<FileHandle>;
  readonly watch: (path: string, options: { readonly recursive: boolean }, onChange: WatchListener) => Watcher;
}

/** `name` is relative to the watched folder; null when the system does not say. */
export type WatchListener = (event: string, name: string | null) => void;

export interface Watcher {
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): void;
}

// Windows knows neither flag; there, a link is seen by `lstat` only.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export const nodeFs: FolderFs = {
  readdir: (path) => readdir(path),
  lstat: (path) => lstat(path, { bigint: true }),
  stat: (path) => stat(path, { bigint: true }),
  realpath: (path) => realpath(path),
  open: (path) => open(path, OPEN_FLAGS),
  watch: (path, options, onChange) => watch(path, { ...options, persistent: false }, onChange),
};

/** The system's code of an error, such as ENOENT; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** There is nothing at this path. */
export function isGone(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

export function isDenied(error: unknown): boolean {
  const code = systemCode(error);
  return code === "EACCES" || code === "EPERM";
}
