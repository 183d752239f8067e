import { createHash } from "node:crypto";
import { blocksToText } from "./blocks.ts";
import { mrkdwnToText, type Names } from "./mrkdwn.ts";
import type { RawAttachment, RawMessage } from "./slack-types.ts";

/** Everything else is what Slack itself says: joins, renames, pins. */
const SAID_BY_SOMEBODY = new Set(["bot_message", "me_message", "file_share", "thread_broadcast", "file_comment"]);
const MAX_TEXT = 200_000;

/** A reply that is shown in the channel too. It belongs to its thread. */
export function isReply(row: RawMessage): boolean {
  return row.thread_ts !== undefined && row.thread_ts !== row.ts;
}

/** Whether other messages hang from it. Replies are counted by Slack, so an empty thread is a message again. */
export function isThread(row: RawMessage): boolean {
  return !isReply(row) && (row.reply_count ?? 0) > 0;
}

/** Whether a person said something that is to be found. */
export function isContent(row: RawMessage, includeBots: boolean): boolean {
  if (row.subtype !== undefined && !SAID_BY_SOMEBODY.has(row.subtype)) return false;
  if (!includeBots && isBots(row)) return false;
  return true;
}

function isBots(row: RawMessage): boolean {
  return row.subtype === "bot_message" || row.bot_id !== undefined || row.user === "USLACKBOT";
}

/** What a person reads of a message, without its author. */
export function textOfMessage(row: RawMessage, names: Names): string {
  const fromBlocks = blocksToText(row.blocks ?? [], names);
  const body = fromBlocks.trim() === "" ? mrkdwnToText(row.text ?? "", names) : fromBlocks;
  const parts = [body, ...attachmentsOf(row).map((attachment) => attachmentToText(attachment, names))];
  const files = (row.files ?? []).filter((file) => file.mode !== "tombstone" && file.mode !== "hidden_by_limit");
  const shared = files.map((file) => `[${(file.title ?? file.name ?? "file").trim() || "file"}]`);
  const text = [...parts, ...shared].filter((part) => part.trim() !== "").join("\n");
  // NUL and half a character can be stored nowhere.
  return text.slice(0, MAX_TEXT).toWellFormed().replaceAll("\0", "").trim();
}

/** Of apps all, of people what they forwarded: the preview of a link comes later and is nobody's words. */
function attachmentsOf(row: RawMessage): readonly RawAttachment[] {
  const attachments = row.attachments ?? [];
  return isBots(row)
    ? attachments.filter((attachment) => attachment.from_url === undefined || attachment.is_share === true)
    : attachments.filter((attachment) => attachment.is_share === true);
}

function attachmentToText(attachment: RawAttachment, names: Names): string {
  const blocks = blocksToText(attachment.blocks ?? [], names);
  if (blocks !== "") return blocks;
  const { pretext, title, text, fields = [] } = attachment;
  const lines = [pretext, title, text, ...fields.flatMap((field) => [[field.title, field.value].filter(Boolean).join(": ")])];
  const said = lines.filter((line) => line !== undefined && line !== "").map((line) => mrkdwnToText(line ?? "", names));
  return said.length > 0 ? said.join("\n") : mrkdwnToText(attachment.fallback ?? "", names);
}

/** Differs whenever what is read of a message differs; equal when only its reactions, pins or previews do. */
export function fingerprint(rows: readonly RawMessage[]): string {
  const hash = createHash("sha256");
  for (const row of rows) {
    const files = (row.files ?? []).map((file) => [file.id, file.title ?? file.name ?? "", file.mode ?? ""]);
    const author = row.user ?? row.bot_id ?? row.username ?? "";
    hash.update(JSON.stringify([row.ts, author, row.subtype ?? "", row.text ?? "", row.blocks ?? [], files, attachmentsOf(row)]));
  }
  return hash.digest("base64url").slice(0, 22);
}

/** The people that a message names. */
export function peopleIn(rows: readonly RawMessage[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const row of rows) {
    if (row.user !== undefined) ids.add(row.user);
    for (const match of mentionsIn(row)) ids.add(match);
  }
  return ids;
}

function mentionsIn(row: RawMessage): readonly string[] {
  const inText = [...(row.text ?? "").matchAll(/<@([A-Z0-9]+)/g)].flatMap(([, id]) => (id === undefined ? [] : [id]));
  if (row.blocks === undefined || row.blocks.length === 0) return inText;
  const inBlocks = [...JSON.stringify(row.blocks).matchAll(/"user_id":"([A-Z0-9]+)"|<@([A-Z0-9]+)/g)];
  return [...inText, ...inBlocks.flatMap(([, id, other]) => id ?? other ?? [])];
}
