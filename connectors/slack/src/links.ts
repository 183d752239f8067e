import type { DocumentRef } from "@smartypants/sdk";
import type { Channel } from "./channels.ts";
import type { RawFile } from "./slack-types.ts";
import { isTs, linkDigits, type Ts } from "./timestamps.ts";

/** A link that opens the message, in its thread when it has one. */
export function messageUrl({ workspaceUrl, id }: Pick<Channel, "workspaceUrl" | "id">, ts: Ts, threadTs?: Ts): string {
  const url = `${workspaceUrl}archives/${id}/${linkDigits(ts)}`;
  return threadTs === undefined || threadTs === ts ? url : `${url}?thread_ts=${threadTs}&cid=${id}`;
}

/** Slack's own link, with the channel that it was shared in, as Slack copies it. */
export function fileUrl({ workspaceUrl, id }: Pick<Channel, "workspaceUrl" | "id">, file: RawFile): string {
  // Whatever else it is, it must be a link that can be followed without harm.
  const given = /^https?:\/\//.test(file.permalink ?? "") && URL.canParse(file.permalink ?? "") ? file.permalink : undefined;
  const url = new URL(given ?? `${workspaceUrl}files/${file.user ?? "U"}/${file.id}/`);
  url.searchParams.set("origin_channel", id);
  return url.href;
}

export function messageDocumentId(channelId: string, ts: Ts): string {
  return `${channelId}/${ts}`;
}

export function fileDocumentId(channelId: string, fileId: string): string {
  return `${channelId}/${fileId}`;
}

export interface ItemRef {
  readonly channelId: string;
  /** Of a document's first message, of any message in it, or after `~` of one that was taken out of it. */
  readonly ts?: Ts;
  readonly isNeighbour: boolean;
  readonly fileId?: string;
}

/** Null for what no document of ours is called. */
export function readItemId(id: string): ItemRef | null {
  const match = /^([CDG][A-Z0-9]{1,40})\/(~?)([A-Z0-9.]{1,40})$/.exec(id);
  const [, channelId, mark, name] = match ?? [];
  if (channelId === undefined || name === undefined) return null;
  if (isTs(name)) return { channelId, ts: name, isNeighbour: mark === "~" };
  return mark === "" && /^F[A-Z0-9]+$/.test(name) ? { channelId, fileId: name, isNeighbour: false } : null;
}

/** Asks `fetchOne` for the document that a message was part of until it was deleted or got a thread. */
export function neighbourId(channelId: string, ts: Ts): string {
  return `${channelId}/~${ts}`;
}

const ARCHIVES = /^\/archives\/([CDG][A-Z0-9]+)\/p(\d{7,16})\/?$/;
const FILES = /^\/files\/[A-Z0-9]+\/(F[A-Z0-9]+)(?:\/|$)/;

/** A link copied from Slack, as the documents that it can mean; null for a link to elsewhere. */
export function resolveSlackUrl(url: string): readonly DocumentRef[] | null {
  if (!URL.canParse(url)) return null;
  const { protocol, pathname, searchParams } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return null;
  const message = ARCHIVES.exec(pathname);
  if (message !== null) return messageRefs(message[1] ?? "", message[2] ?? "", searchParams.get("thread_ts"));
  const fileId = FILES.exec(pathname)?.[1];
  const channelId = searchParams.get("origin_channel");
  if (fileId === undefined) return null;
  return channelId === null ? [] : [{ id: fileDocumentId(channelId, fileId) }];
}

function messageRefs(channelId: string, digits: string, threadTs: string | null): readonly DocumentRef[] {
  const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  const all = threadTs !== null && isTs(threadTs) ? [threadTs, ts] : [ts];
  return all.map((each) => ({ id: messageDocumentId(channelId, each) }));
}
