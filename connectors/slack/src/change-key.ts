import { fingerprint } from "./message.ts";
import type { SlackSettings } from "./settings.ts";
import type { RawMessage } from "./slack-types.ts";

/**
 * Change keys tell by themselves what a later run must know of a stored document: of a thread, what its first message alone shows (all that a
 * listing of the channel gives) and, apart from it, what the replies hold; of either kind, the files that are documents of their own.
 */
export interface KeyParts {
  /** What a listing of the channel shows. */
  readonly shown: string;
  /** Of the replies; empty for messages without a thread. */
  readonly replies: string;
  readonly files: readonly string[];
}

/** `settings`: what decides about the content besides Slack. */
export function shownKey(settings: SlackSettings, parent: RawMessage | undefined, content: readonly RawMessage[]): string {
  const kind = `${parent === undefined ? "m" : "t"}${settings.includeBots ? "b" : ""}${settings.files.enabled ? "f" : ""}`;
  const replies = parent === undefined ? "" : `.${parent.reply_count ?? 0}.${parent.latest_reply ?? ""}`;
  return `${kind}.${fingerprint(content)}${replies}`;
}

export function repliesKey(replies: readonly RawMessage[]): string {
  return fingerprint(replies);
}

export function joinKey({ shown, replies, files }: KeyParts): string {
  return `${shown}|${replies}|${files.join(",")}`;
}

/** Of a key that `joinKey` made; anything else shows nothing, and is read again. */
export function splitKey(key: string | undefined): KeyParts {
  const [shown = "", replies = "", files = ""] = (key ?? "").split("|");
  return { shown, replies, files: files === "" ? [] : files.split(",") };
}
