import type { SyncOp } from "@smartypants/sdk";
import { cutText } from "../documents/cut-text.ts";

/** Characters of an item's id. */
const MAX_ID = 1024;

/** An operation whose every text can be stored and comes back as it was: no NUL, no half character. An item with a longer id than allowed becomes an error. */
export function cleanOp<Op extends SyncOp>(op: Op): Op | Extract<SyncOp, { op: "error" }> {
  const clean = cleanValue(op) as Op;
  const id = clean.op === "upsert" ? clean.document.id : "id" in clean && typeof clean.id === "string" ? clean.id : "";
  if (id.length <= MAX_ID) return clean;
  const message = `Its id has ${id.length.toLocaleString("en")} characters; the limit is 1,024.`;
  return { op: "error", error: { scope: "document", ref: cutText(id, MAX_ID), code: "internal", message, retryable: false } };
}

/** Two texts that differ in such characters alone become one. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanValue(inner)]));
}
