import { createHash } from "node:crypto";
import type { Hash } from "@smartypants/core";

/** SHA-256, its first 128 bits. */
export const textHash: Hash = (text) => createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
