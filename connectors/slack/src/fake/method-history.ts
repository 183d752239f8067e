import { type Call, missingScope } from "./call.ts";
import { findChannel, scopeOf } from "./method-channels.ts";
import { type Body, readCursor, refuse, writeCursor } from "./paging.ts";
import { messageShape } from "./shapes.ts";
import { type FakeChannel, type FakeMessage, microsOf, type World } from "./world.ts";

const DAY_MICROS = 86_400_000_000;
const RESTRICTED_LIMIT = 15;

/** Top-level messages and the replies that are shown among them. */
export function history(call: Call): Body {
  const channel = readable(call);
  if ("ok" in channel) return channel;
  const hidden = hiddenBelow(call.world);
  const all = channel.messages.flatMap((message) => [message, ...message.replies.filter((reply) => reply.isBroadcast)]);
  const shown = all.filter(({ ts }) => microsOf(ts) >= hidden && isWithin(call, ts));
  const isLimited = hidden > 0 && all.some(({ ts }) => microsOf(ts) < hidden);
  const sorted = shown.toSorted((one, other) => microsOf(other.ts) - microsOf(one.ts));
  return page(call, channel, call.world.pageOrder === "newest" ? sorted : sorted.toReversed(), {
    pin_count: 0,
    channel_actions_ts: null,
    channel_actions_count: 0,
    ...(isLimited && { is_limited: true }),
  });
}

/** The thread's first message stands at the head of every page. */
export function replies(call: Call): Body {
  const channel = readable(call);
  if ("ok" in channel) return channel;
  const ts = call.params["ts"] ?? "";
  const parent =
    channel.messages.find((message) => message.ts === ts) ??
    channel.messages.find((message) => message.replies.some((reply) => reply.ts === ts));
  if (parent === undefined || microsOf(parent.ts) < hiddenBelow(call.world)) return refuse("thread_not_found");
  const isWanted = (reply: FakeMessage) => isWithin(call, reply.ts);
  const answer = page(call, channel, parent.replies.filter(isWanted), {});
  if (!answer.ok) return answer;
  return { ...answer, messages: [messageShape(call.world, call.origin, channel, parent), ...(answer["messages"] as readonly unknown[])] };
}

function readable(call: Call): FakeChannel | Body {
  const { world, token } = call;
  const channel = findChannel(call);
  if (channel === undefined) return refuse("channel_not_found");
  const scope = scopeOf(channel, "history");
  if (token?.scopes.has(scope) !== true) return missingScope(token, scope);
  return channel.members.has(world.botUserId) ? channel : refuse("not_in_channel");
}

function hiddenBelow({ now, horizonDays }: World): number {
  return horizonDays === undefined ? 0 : now * 1000 - horizonDays * DAY_MICROS;
}

function isWithin({ params }: Call, ts: string): boolean {
  const at = microsOf(ts);
  const { oldest, latest } = params;
  const isInclusive = ["true", "1"].includes(params["inclusive"] ?? "false");
  if (oldest !== undefined && (isInclusive ? at < microsOf(oldest) : at <= microsOf(oldest))) return false;
  return latest === undefined || (isInclusive ? at <= microsOf(latest) : at < microsOf(latest));
}

function page(call: Call, channel: FakeChannel, rows: readonly FakeMessage[], more: object): Body {
  const { world, params, origin } = call;
  const asked = Number(params["limit"] ?? 100);
  const limit = Math.min(asked, world.maxRows ?? asked, world.isRestricted ? RESTRICTED_LIMIT : asked);
  const after = readCursor(params["cursor"], "next_ts");
  if (params["cursor"] !== undefined && after === undefined) return refuse("invalid_cursor");
  const start = after === undefined ? 0 : rows.findIndex((row) => row.ts === after) + 1;
  const shown = rows.slice(start, start + limit);
  const last = shown.at(-1);
  const hasMore = start + limit < rows.length;
  return {
    ok: true,
    messages: shown.map((message) => messageShape(world, origin, channel, message)),
    has_more: hasMore,
    ...more,
    ...(hasMore && last !== undefined && { response_metadata: { next_cursor: writeCursor("next_ts", last.ts) } }),
  };
}
