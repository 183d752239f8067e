import { join } from "./changes.ts";
import { type Call, missingScope } from "./call.ts";
import { type Body, cutPage, refuse } from "./paging.ts";
import { channelShape } from "./shapes.ts";
import type { FakeChannel } from "./world.ts";

export type Right = "read" | "history";

/** Which scope the channel asks for. */
export function scopeOf(channel: FakeChannel, right: Right): string {
  if (channel.kind !== "channel") return `${channel.kind}:${right}`;
  return `${channel.isPrivate ? "groups" : "channels"}:${right}`;
}

/** The channel, if the app may see that it is there. */
export function findChannel({ world, params }: Call): FakeChannel | undefined {
  const channel = world.channels.get(params["channel"] ?? "");
  const isVisible = channel !== undefined && (!channel.isPrivate || channel.members.has(world.botUserId));
  return isVisible ? channel : undefined;
}

export function listConversations(call: Call): Body {
  return list(call, ({ isPrivate, members: people, kind }) => (kind === "channel" && !isPrivate) || people.has(call.world.botUserId));
}

/** Whoever asks is a member of all of these, so Slack does not say so. */
export function memberships(call: Call): Body {
  const body = list(call, ({ members: people }) => people.has(call.world.botUserId));
  if (!body.ok) return body;
  const channels = body["channels"] as readonly { readonly is_member?: boolean; readonly num_members?: number }[];
  return { ...body, channels: channels.map(({ is_member: _member, num_members: _count, ...shape }) => shape) };
}

function list(call: Call, isListed: (channel: FakeChannel) => boolean): Body {
  const { world, params, token } = call;
  const teamId = params["team_id"];
  if (world.enterpriseId !== undefined && teamId === undefined) return refuse("missing_argument");
  const types = (params["types"] ?? "public_channel").split(",");
  const needed = types.map(
    (type) => ({ public_channel: "channels:read", private_channel: "groups:read", im: "im:read", mpim: "mpim:read" })[type] ?? "",
  );
  const missing = needed.find((scope) => token?.scopes.has(scope) !== true);
  if (missing !== undefined) return missingScope(token, missing);
  const found = [...world.channels.values()].filter(
    (channel) => isListed(channel) && types.includes(typeOf(channel)) && (teamId === undefined || channel.teamIds.includes(teamId)),
  );
  // Archived ones are left out after the page was cut, as at Slack: pages come short.
  const limit = Math.min(Number(params["limit"] ?? 100), world.maxChannels ?? found.length + 1);
  const page = cutPage("channels", found, { ...params, limit: String(limit) }, limit);
  const isLeftOut = (channel: FakeChannel) => channel.isArchived && ["true", "1"].includes(params["exclude_archived"] ?? "false");
  const channels = (page["channels"] as readonly FakeChannel[]).filter((channel) => !isLeftOut(channel));
  return { ok: true, ...page, channels: channels.map((channel) => channelShape(world, channel, teamId ?? homeOf(channel))) };
}

function typeOf({ kind, isPrivate }: FakeChannel): string {
  if (kind !== "channel") return kind;
  return isPrivate ? "private_channel" : "public_channel";
}

function homeOf(channel: FakeChannel): string {
  return channel.teamIds[0] ?? "T0001";
}

export function infoOf(call: Call): Body {
  const channel = findChannel(call);
  if (channel === undefined) return refuse("channel_not_found");
  const scope = scopeOf(channel, "read");
  if (call.token?.scopes.has(scope) !== true) return missingScope(call.token, scope);
  return { ok: true, channel: channelShape(call.world, channel, homeOf(channel)) };
}

export function joinChannel(call: Call): Body {
  const channel = findChannel(call);
  if (channel === undefined) return refuse("channel_not_found");
  if (channel.isArchived) return refuse("is_archived");
  if (channel.isPrivate) return refuse("method_not_supported_for_channel_type");
  join(call.world, channel.id, call.world.botUserId);
  const { num_members: _, ...shape } = channelShape(call.world, channel, homeOf(channel)) as { readonly num_members?: number };
  return { ok: true, channel: shape };
}

export function members(call: Call): Body {
  const channel = findChannel(call);
  if (channel === undefined) return refuse("channel_not_found");
  const scope = scopeOf(channel, "read");
  if (call.token?.scopes.has(scope) !== true) return missingScope(call.token, scope);
  return { ok: true, ...cutPage("members", [...channel.members], call.params, 100) };
}
