import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { errorCode } from "./file-errors.ts";
import { writePrivateFile } from "./private-file.ts";

/** 256 bits as base64url. */
const WHOLE = /^[\w-]{43,}$/;

/** A random secret of 256 bits that is made at the first start and kept in a file only its owner can read. What is not a whole secret is replaced. */
export function readOrCreateSecret(file: string): string {
  const known = readSecret(file);
  if (WHOLE.test(known)) return known;
  const secret = randomBytes(32).toString("base64url");
  writePrivateFile(file, secret);
  return secret;
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return "";
  }
}
