import type { LiveHint } from "@smartypants/sdk";
import { splitKey } from "./change-key.ts";
import { fileDocumentId, messageDocumentId, neighbourId } from "./links.ts";
import type { Context } from "./slack-types.ts";
import { isTs } from "./timestamps.ts";

export interface EventEnvelope {
  readonly type?: string;
  readonly team_id?: string;
  readonly event_id?: string;
  readonly event?: SlackEvent;
  /** Whom the event is sent to: the app's own person. */
  readonly authorizations?: readonly { readonly user_id?: string }[];
  readonly challenge?: string;
}

interface EventMessage {
  readonly ts?: string;
  readonly thread_ts?: string;
}

interface SlackEvent extends EventMessage {
  readonly type?: string;
  readonly subtype?: string;
  readonly user?: unknown;
  readonly channel?: unknown;
  readonly deleted_ts?: string;
  readonly message?: EventMessage;
  readonly previous_message?: EventMessage;
  readonly file_id?: string;
  readonly channel_id?: string;
  readonly channel_ids?: readonly string[];
}

const CHANNEL_EVENT =
  /^(channel|group)_(archive|unarchive|rename|deleted|left|converted|convert_to_private|convert_to_public|id_changed|history_changed|shared|unshared|created|open|close)$/;
const PEOPLE = new Set(["member_joined_channel", "member_left_channel", "team_join", "user_change", "user_profile_changed"]);
const WHOLE = new Set(["tokens_revoked", "app_uninstalled", "team_access_granted", "team_access_revoked"]);
const SOURCE: LiveHint = { scope: "source" };

/** What an event hints at. Events come twice, late and in any order; so none is believed: each only says what to look at again. */
export async function hintsOfEvent(context: Pick<Context, "known">, envelope: EventEnvelope): Promise<readonly LiveHint[]> {
  if (envelope.type === "app_rate_limited") return [SOURCE];
  const { event } = envelope;
  if (event?.type === undefined) return [];
  if (event.type === "message") return hintsOfMessage(context, event);
  // The app itself came or went: a channel more, or one less.
  const isOurs = typeof event.user === "string" && (envelope.authorizations ?? []).some((each) => each.user_id === event.user);
  if (PEOPLE.has(event.type)) return isOurs ? [SOURCE, { scope: "groups" }] : [{ scope: "groups" }];
  if (CHANNEL_EVENT.test(event.type)) return [SOURCE, { scope: "groups" }];
  // The next sync finds out what is left of the token.
  if (WHOLE.has(event.type) || event.type.startsWith("grid_migration")) return [SOURCE];
  return event.type === "file_change" || event.type === "file_deleted" ? hintsOfFile(event) : [];
}

/** Joins, topics, renames of a channel come as messages too. */
const ABOUT_CHANNEL = /^(channel|group)_(name|archive|unarchive|convert_to_private|convert_to_public)$/;

async function hintsOfMessage(context: Pick<Context, "known">, event: SlackEvent): Promise<readonly LiveHint[]> {
  const { channel, subtype = "" } = event;
  if (typeof channel !== "string") return [];
  if (ABOUT_CHANNEL.test(subtype)) return [SOURCE, { scope: "groups" }];
  if (subtype === "channel_join" || subtype === "channel_leave" || subtype === "group_join" || subtype === "group_leave")
    return [{ scope: "groups" }];
  if (subtype === "message_deleted") return deletionHints(channel, event);
  // Of a change, the message itself tells where it belongs; `ts` of the event is only when it happened.
  const message = subtype === "message_changed" || subtype === "message_replied" ? event.message : event;
  return messageHints(context, channel, message);
}

async function messageHints(
  context: Pick<Context, "known">,
  channel: string,
  { ts, thread_ts: threadTs }: EventMessage = {},
): Promise<readonly LiveHint[]> {
  if (ts === undefined || !isTs(ts)) return [];
  if (threadTs === undefined || threadTs === ts || !isTs(threadTs)) return [{ scope: "item", id: messageDocumentId(channel, ts) }];
  const id = messageDocumentId(channel, threadTs);
  const known = await context.known([id]);
  const isKnownThread = splitKey(known.get(id)?.changeKey).shown.startsWith("t");
  // Until now it was part of a run of messages, which goes on without it.
  return isKnownThread ? [item(id)] : [item(id), item(neighbourId(channel, threadTs))];
}

function deletionHints(channel: string, { deleted_ts: deletedTs, previous_message: previous }: SlackEvent): readonly LiveHint[] {
  const ts = deletedTs ?? previous?.ts;
  if (ts === undefined || !isTs(ts)) return [SOURCE];
  const threadTs = previous?.thread_ts;
  if (threadTs !== undefined && threadTs !== ts && isTs(threadTs)) return [item(messageDocumentId(channel, threadTs))];
  return [item(messageDocumentId(channel, ts)), item(neighbourId(channel, ts))];
}

function hintsOfFile({ file_id: fileId, channel_ids: channelIds = [], channel_id: channelId }: SlackEvent): readonly LiveHint[] {
  const channels = channelId === undefined ? channelIds : [channelId, ...channelIds];
  if (fileId === undefined || channels.length === 0) return [SOURCE];
  return channels.map((id) => item(fileDocumentId(id, fileId)));
}

function item(id: string): LiveHint {
  return { scope: "item", id };
}

/** Remembers what came lately, so that Slack's repetitions count once. */
export interface Memory {
  isNew(id: string | undefined): boolean;
}

export function createMemory(capacity = 5000): Memory {
  const seen = new Set<string>();
  return {
    isNew(id) {
      if (id === undefined) return true;
      if (seen.has(id)) return false;
      seen.add(id);
      const [oldest] = seen;
      if (seen.size > capacity && oldest !== undefined) seen.delete(oldest);
      return true;
    },
  };
}
