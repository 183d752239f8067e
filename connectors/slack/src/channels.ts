import type { Acl, ContainerNode, Principal } from "@smartypants/sdk";
import picomatch from "picomatch";
import type { Session } from "./session.ts";
import type { SlackSettings } from "./settings.ts";
import { refusalError } from "./slack-errors.ts";
import type { RawChannel } from "./slack-types.ts";

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "direct" | "group";
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly isMember: boolean;
  /** Those of our workspaces in which it is seen. */
  readonly teamIds: readonly string[];
  /** Of the workspace that it belongs to; ends with a slash. */
  readonly workspaceUrl: string;
  /** 0 where Slack does not say. */
  readonly createdAt: number;
}

/** Fewer calls where there are thousands; Slack takes less than a thousand. */
const PAGE = 500;

type Listing = "users.conversations" | "conversations.list";

/**
 * What the app can see: with `all`, public channels that it is no member of too. One that is shared into several workspaces is one channel.
 * Throws when a listing fails, so that half a list is never taken for the whole.
 */
export async function listChannels(session: Session, all: boolean): Promise<Map<string, Channel>> {
  const { workspace, context } = session;
  const types = typesOf(context.settings);
  const channels = new Map<string, Channel>();
  for (const team of workspace.teams) {
    const args = { types, exclude_archived: false, ...(workspace.isOrganisation && { team_id: team.id }) };
    for await (const raw of listRaw(session, all, args)) {
      const channel = toChannel(session, raw, team.id, !all);
      const before = channels.get(raw.id);
      channels.set(raw.id, before === undefined ? channel : merged(before, channel));
    }
  }
  return channels;
}

async function* listRaw(
  session: Session,
  all: boolean,
  args: Readonly<Record<string, string | boolean>>,
): AsyncGenerator<RawChannel, void> {
  if (!all && (yield* tryMemberships(session, args))) return;
  for await (const page of session.api.pages<{ channels?: readonly RawChannel[] }>("conversations.list", { ...args, limit: PAGE }))
    yield* (page.channels ?? []).filter(
      (channel) => all || channel.is_member === true || channel.is_im === true || channel.is_mpim === true,
    );
}

/** The cheap way; false where a server does not know it. */
async function* tryMemberships(session: Session, args: Readonly<Record<string, string | boolean>>): AsyncGenerator<RawChannel, boolean> {
  const method: Listing = "users.conversations";
  const first = await session.api.call<{ channels?: readonly RawChannel[] }>(method, { ...args, limit: PAGE });
  if (!first.ok && (first.error === "unknown_method" || first.error === "method_deprecated")) return false;
  if (!first.ok) throw refusalError(method, first);
  yield* first.channels ?? [];
  const cursor = first.response_metadata?.next_cursor ?? "";
  if (cursor === "") return true;
  for await (const page of session.api.pages<{ channels?: readonly RawChannel[] }>(method, { ...args, limit: PAGE, cursor }))
    yield* page.channels ?? [];
  return true;
}

export function toChannel({ workspace }: Session, raw: RawChannel, listedIn?: string, isMember = false): Channel {
  const ours = new Set(workspace.teams.map((team) => team.id));
  const named = [listedIn, raw.context_team_id, ...(raw.shared_team_ids ?? []), ...(raw.internal_team_ids ?? [])];
  const teamIds = [...new Set(named.filter((id) => id !== undefined && ours.has(id)))] as string[];
  const home = workspace.teams.find((team) => team.id === (raw.context_team_id ?? listedIn)) ?? workspace.teams[0];
  const kind = raw.is_im === true ? "direct" : raw.is_mpim === true ? "group" : "channel";
  return {
    id: raw.id,
    name: raw.name ?? raw.id,
    kind,
    // Whatever does not say that it is public is private.
    isPrivate: kind !== "channel" || raw.is_private !== false || raw.is_group === true,
    isArchived: raw.is_archived === true,
    isMember: isMember || raw.is_member === true || kind !== "channel",
    teamIds: teamIds.length > 0 || workspace.isOrganisation ? teamIds : [workspace.id],
    workspaceUrl: home?.url ?? workspace.url,
    createdAt: (raw.created ?? 0) * 1000,
  };
}

function merged(one: Channel, other: Channel): Channel {
  return {
    ...one,
    teamIds: [...new Set([...one.teamIds, ...other.teamIds])],
    // Two answers that disagree: the narrower holds.
    isPrivate: one.isPrivate || other.isPrivate,
    isMember: one.isMember || other.isMember,
  };
}

function typesOf({ directMessages }: SlackSettings): string {
  return directMessages ? "public_channel,private_channel,mpim,im" : "public_channel,private_channel";
}

export interface ChannelFilter {
  /** Whether the operator wants it, member or not. */
  readonly isWanted: (channel: Pick<Channel, "name" | "kind">) => boolean;
  readonly isToJoin: (channel: Pick<Channel, "name" | "kind">) => boolean;
  /** Names without any pattern, which must exist. */
  readonly exactNames: readonly string[];
}

export function createChannelFilter({ channels, joinPublic, directMessages }: SlackSettings): ChannelFilter {
  const isIncluded = matcher(channels.include);
  const isExcluded = matcher(channels.exclude);
  const isJoined = matcher(joinPublic);
  const isWanted: ChannelFilter["isWanted"] = ({ name, kind }) =>
    kind === "channel" ? isIncluded(name) && !isExcluded(name) : directMessages;
  return {
    isWanted,
    isToJoin: (channel) => channel.kind === "channel" && isWanted(channel) && isJoined(channel.name),
    exactNames: channels.include.map(bare).filter((name) => !/[*?[\]{}()]/.test(name)),
  };
}

export function matcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false;
  return picomatch(patterns.map(bare), { dot: true, nocase: true, nonegate: true });
}

function bare(pattern: string): string {
  return pattern.replace(/^#/, "");
}

export function containerIdOf({ workspace }: Session, channelId: string): string {
  return `${workspace.id}/${channelId}`;
}

export function channelGroupId({ workspace }: Session, channelId: string): string {
  return `channel/${workspace.id}/${channelId}`;
}

export function teamGroupId(teamId: string): string {
  return `team/${teamId}`;
}

/** A public channel is for the members of its workspaces, and for the guests that are in it: both are groups, so a change of people touches no document. */
function aclOf(session: Session, channel: Channel): Acl {
  const own: Principal = `group:${channelGroupId(session, channel.id)}`;
  if (channel.isPrivate) return { mode: "restricted", allow: [own] };
  return { mode: "restricted", allow: [...channel.teamIds.map((id) => `group:${teamGroupId(id)}`), own] };
}

export function toContainer(session: Session, channel: Channel): ContainerNode {
  return {
    id: containerIdOf(session, channel.id),
    title: titleOfChannel(channel),
    url: `${channel.workspaceUrl}archives/${channel.id}`,
    acl: aclOf(session, channel),
  };
}

/** Of the group of a channel: everybody in a private one, and of a public one its guests, since all others see it anyway. */
export function titleOfGroup(channel: Channel): string {
  return channel.isPrivate ? titleOfChannel(channel) : `Guests in ${titleOfChannel(channel)}`;
}

/** As people know it; direct messages have no names of their own. */
export function titleOfChannel({ kind, name }: Channel): string {
  if (kind === "direct") return "Direct message";
  return kind === "group" ? "Group message" : `#${name.toWellFormed().replace(/\p{Cc}+/gu, " ")}`;
}
