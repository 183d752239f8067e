import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { translateFullDisk } from "./file-errors.ts";

/** Writes a file that only its owner can read: it is there with all of its text, on the disk, or not at all, wherever the process dies. */
export function writePrivateFile(file: string, text: string): void {
  const partial = `${file}.partial`;
  try {
    // Left behind by a process that died; anew, so that its mode is ours.
    rmSync(partial, { force: true });
    const descriptor = openSync(partial, "wx", 0o600);
    try {
      fchmodSync(descriptor, 0o600);
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
  } catch (error) {
    throw translateFullDisk(error);
  }
}
