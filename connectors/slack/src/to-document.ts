import type { BlobRef, Section, SourceDocument } from "@smartypants/sdk";
import { joinKey, type KeyParts } from "./change-key.ts";
import { type Channel, containerIdOf } from "./channels.ts";
import { fileDocumentId, fileUrl, messageDocumentId, messageUrl } from "./links.ts";
import { textOfMessage } from "./message.ts";
import type { Names } from "./mrkdwn.ts";
import type { Session } from "./session.ts";
import type { RawFile, RawMessage } from "./slack-types.ts";
import { compareTs, msOf, type Ts } from "./timestamps.ts";

export interface Conversation {
  /** Of the thread, or of the first message of a run. */
  readonly ts: Ts;
  readonly isThread: boolean;
  /** What is to be found, in its order. */
  readonly messages: readonly RawMessage[];
  readonly key: KeyParts;
}

const TITLE_LENGTH = 90;

/** Null when nothing is left to be read in it. */
export function conversationToDocument(
  session: Session,
  channel: Channel,
  { ts, isThread, messages, key }: Conversation,
  names: Names,
): SourceDocument | null {
  const sections: Section[] = [];
  let title = "";
  for (const row of messages.toSorted((one, other) => compareTs(one.ts, other.ts))) {
    const text = textOfMessage(row, names);
    if (text === "") continue;
    const author = authorOf(row, names);
    if (title === "") title = titleOf(text);
    const url = messageUrl(channel, row.ts, isThread ? ts : undefined);
    sections.push({ kind: "text", format: "plain", text: `${author}: ${text}`, url, author, at: msOf(row.ts), anchor: row.ts });
  }
  if (sections.length === 0) return null;
  return {
    id: messageDocumentId(channel.id, ts),
    changeKey: joinKey(key),
    title: title || "Message",
    url: messageUrl(channel, ts),
    mimeType: "text/plain",
    sections,
    containerId: containerIdOf(session, channel.id),
    authors: [...new Set(sections.flatMap((section) => (section.kind === "text" ? (section.author ?? []) : [])))],
    createdAt: msOf(ts),
    updatedAt: Math.max(...messages.map((row) => Math.max(msOf(row.ts), row.edited?.ts === undefined ? 0 : msOf(row.edited.ts) || 0))),
    metadata: { kind: isThread ? "thread" : "messages", channelId: channel.id, messages: sections.length },
    acl: { mode: "inherit" },
  };
}

function authorOf(row: RawMessage, names: Names): string {
  if (row.user !== undefined) return names.user(row.user);
  return (
    (row.username ?? row.bot_profile?.name ?? row.bot_id ?? "Unknown")
      .toWellFormed()
      .replace(/\p{Cc}+/gu, " ")
      .trim() || "Unknown"
  );
}

/** The first words, on one line. */
function titleOf(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH).toWellFormed().replaceAll("\ufffd", "");
  const word = cut.lastIndexOf(" ");
  return `${word > TITLE_LENGTH / 2 ? cut.slice(0, word) : cut}…`;
}

export function fileTitle(file: RawFile): string {
  const name = [file.title, file.name].find((each) => typeof each === "string" && each.trim() !== "");
  return (
    (name ?? file.id)
      .toWellFormed()
      .replace(/\p{Cc}+/gu, " ")
      .trim() || file.id
  );
}

/** Differs when the file was edited or replaced. */
export function fileKey(file: RawFile): string {
  const times = [file.created ?? file.timestamp ?? 0, file.updated ?? 0, file.edit_timestamp ?? 0];
  return `f${times.join(".")}.${file.size ?? 0}.${file.title ?? file.name ?? ""}`;
}

export function fileToDocument(session: Session, channel: Channel, file: RawFile, blob: BlobRef, names: Names): SourceDocument {
  const url = fileUrl(channel, file);
  const createdSeconds = file.created ?? file.timestamp;
  const changedSeconds = Math.max(createdSeconds ?? 0, file.updated ?? 0, file.edit_timestamp ?? 0);
  const mimeType = /^[a-z]+\/[\w.+-]+$/i.test(file.mimetype ?? "") ? (file.mimetype ?? "") : "application/octet-stream";
  return {
    id: fileDocumentId(channel.id, file.id),
    changeKey: fileKey(file),
    title: fileTitle(file),
    url,
    mimeType,
    sections: [{ kind: "blob", blob, mimeType, filename: (file.name ?? fileTitle(file)).replace(/\p{Cc}+/gu, " "), url }],
    containerId: containerIdOf(session, channel.id),
    ...(file.user !== undefined && { authors: [names.user(file.user)] }),
    ...(createdSeconds !== undefined && createdSeconds >= 0 && { createdAt: Math.floor(createdSeconds) * 1000 }),
    // Otherwise the time of the sync would stand for it.
    ...(changedSeconds > 0 && { updatedAt: Math.floor(changedSeconds) * 1000 }),
    metadata: { kind: "file", channelId: channel.id },
    acl: { mode: "inherit" },
  };
}
