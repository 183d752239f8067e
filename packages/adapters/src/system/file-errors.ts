import { SmartyError } from "@smartypants/sdk";

const NO_ROOM: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/** `ENOENT` and the like; empty for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A disk that is full, or cannot be written, as an error of ours; anything else as it is. */
export function translateFullDisk(error: unknown): unknown {
  if (!NO_ROOM.has(errorCode(error))) return error;
  const message = "The disk is full or cannot be written. Free some space on the data directory's disk and try again.";
  return new SmartyError("full", message, { cause: error });
}
