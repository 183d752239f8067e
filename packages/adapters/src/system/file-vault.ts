import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import type { Vault } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { errorCode } from "./file-errors.ts";
import { writePrivateFile } from "./private-file.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FINGERPRINT_BYTES = 16;
const VERSION = "v1";

export interface FileVaultOptions {
  readonly file: string;
  /** True when nothing can have been sealed yet: then a missing key file is made. */
  readonly mayCreate: boolean;
}

/** AES-256-GCM with the first key of the file; the others, one a line, still open what was sealed with them. */
export function createFileVault({ file, mayCreate }: FileVaultOptions): Vault {
  const keys = readKeys(file, mayCreate);
  return {
    seal: (plain, context) => {
      const [[id, key]] = keys;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundData(id, context));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return [VERSION, id, Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")].join(".");
    },
    open: (sealed, context) => {
      const [version, id = "", text = "", ...rest] = sealed.split(".");
      const key = keys.find(([known]) => known === id)?.[1];
      if (version !== VERSION || rest.length > 0) throw damaged();
      if (key === undefined) throw new SmartyError("config", `A stored secret needs the key ${id}, which is not in ${file}. ${RESTORE}`);
      const bytes = Buffer.from(text, "base64url");
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(boundData(id, context));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch (error) {
        throw damaged(error);
      }
    },
    fingerprint: (text, context) => {
      const [[, key]] = keys;
      // A key of its own for each purpose: what encrypts never signs.
      const own = createHmac("sha256", key).update(`fingerprint\0${context}`).digest();
      return createHmac("sha256", own).update(text).digest().subarray(0, FINGERPRINT_BYTES).toString("base64url");
    },
  };
}

const RESTORE = "Restore the key file from the backup that belongs to this database.";

type Keys = readonly [readonly [id: string, key: Buffer], ...(readonly [id: string, key: Buffer])[]];

/** What is authenticated beside the text itself: a value moved elsewhere, or relabelled, does not open. */
function boundData(id: string, context: string): Buffer {
  return Buffer.from(`${VERSION}.${id}\0${context}`, "utf8");
}

function readKeys(file: string, mayCreate: boolean): Keys {
  const text = readPrivate(file) ?? (mayCreate ? createKeyFile(file) : undefined);
  if (text === undefined) throw new SmartyError("config", `The key file ${file} is missing, and stored secrets need it. ${RESTORE}`);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const [first, ...others] = lines.map((line) => keyOf(line.trim(), file));
  if (first === undefined) throw invalidFile(file);
  return [first, ...others];
}

function keyOf(line: string, file: string): readonly [id: string, key: Buffer] {
  const key = Buffer.from(line, "base64url");
  if (key.length !== KEY_BYTES || key.toString("base64url") !== line) throw invalidFile(file);
  return [createHash("sha256").update(key).digest("hex").slice(0, 8), key];
}

/** Undefined when there is none. The mode is that of the file that is read, not of one put in its place meanwhile. */
function readPrivate(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new SmartyError("config", `The key file ${file} cannot be read. Let the user that runs SmartyPants own it.`, { cause: error });
  }
  try {
    // Windows has no such bits; there the folder's permissions count.
    if (process.platform !== "win32" && (fstatSync(descriptor).mode & 0o077) !== 0) {
      throw new SmartyError("config", `Others can read the key file. Run: chmod 600 '${file.replaceAll("'", `'\\''`)}'`);
    }
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function createKeyFile(file: string): string {
  const text = `${randomBytes(KEY_BYTES).toString("base64url")}\n`;
  writePrivateFile(file, text);
  return text;
}

function invalidFile(file: string): SmartyError {
  return new SmartyError("config", `The key file ${file} is damaged. ${RESTORE}`);
}

function damaged(cause?: unknown): SmartyError {
  return new SmartyError("config", "A stored secret cannot be read: it was changed, or moved from elsewhere. Enter it again.", { cause });
}
