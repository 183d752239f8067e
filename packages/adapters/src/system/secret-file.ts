import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { errorCode } from "./file-errors.ts";

/** A random secret of 256 bits that is made at the first start and kept in a file only its owner can read. */
export function readOrCreateSecret(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(file, secret, { mode: 0o600, flag: "wx" });
  return secret;
}
