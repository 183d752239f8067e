import { type GroupOp, isPrincipal, isSmartyError, type Principal } from "@smartypants/sdk";
import { type Channel, channelGroupId, createChannelFilter, listChannels, teamGroupId, titleOfGroup } from "./channels.ts";
import { listUsersOf } from "./directory.ts";
import { Refusal } from "./history.ts";
import { openSession, type Session } from "./session.ts";
import { refusalError } from "./slack-errors.ts";
import type { Context, RawUser } from "./slack-types.ts";

/** People by their ids. */
export interface People {
  /** Undefined for one that Slack does not tell. */
  find(id: string): Promise<RawUser | undefined>;
  add(user: RawUser): void;
}

const MEMBERS_PAGE = 500;

function createPeople({ api }: Session): People {
  const users = new Map<string, RawUser | undefined>();
  return {
    add: (user) => void users.set(user.id, user),
    async find(id) {
      if (users.has(id)) return users.get(id);
      // Of another workspace, in a shared channel. Also a failure is remembered.
      const answer = await api.call<{ user?: RawUser }>("users.info", { user: id });
      users.set(id, answer.ok ? answer.user : undefined);
      return users.get(id);
    },
  };
}

/** The members of each workspace, and those of each channel: all that the permissions of documents refer to. */
export async function* syncGroups(context: Context): AsyncGenerator<GroupOp, void> {
  const session = await openSession(context);
  const people = createPeople(session);
  let isComplete = true;
  let hasGuests = false;
  for (const team of session.workspace.teams) {
    const members = await teamMembers(session, team.id, people);
    isComplete &&= members.isComplete;
    hasGuests ||= members.hasGuests;
    if (members.principals !== null)
      yield { op: "group", group: { id: teamGroupId(team.id), title: `Members of ${team.name}`, members: members.principals } };
  }
  const filter = createChannelFilter(context.settings);
  const channels = [...(await listChannels(session, false)).values()].filter((channel) => filter.isWanted(channel));
  for (const name of filter.exactNames)
    if (!channels.some((channel) => channel.name.toLowerCase() === name.toLowerCase()))
      context.log("warn", "A channel that is to be read is not there, or the app is no member of it.", { channel: name });
  for (const channel of channels) {
    context.signal.throwIfAborted();
    const members = await tryMembers(session, channel, people, hasGuests || !isComplete);
    isComplete &&= members !== null;
    if (members !== null) yield { op: "group", group: { id: channelGroupId(session, channel.id), title: titleOfGroup(channel), members } };
  }
  yield { op: "end", complete: isComplete };
}

interface TeamMembers {
  /** Null when they are not known now: then what was known stands, for as long as the host lets it. */
  readonly principals: readonly Principal[] | null;
  readonly hasGuests: boolean;
  readonly isComplete: boolean;
}

async function teamMembers(session: Session, teamId: string, people: People): Promise<TeamMembers> {
  const members: RawUser[] = [];
  let hasGuests = false;
  try {
    for await (const user of listUsersOf(session, teamId)) {
      people.add(user);
      if (isGuest(user) && user.deleted !== true) hasGuests = true;
      else if (belongsTo(user, teamId)) members.push(user);
    }
  } catch (error) {
    session.context.signal.throwIfAborted();
    if (!isSmartyError(error) || error.code === "auth" || error.code === "rate_limited") throw error;
    // Not allowed to know the members: then nobody is one.
    const principals = error.code === "config" ? [] : null;
    session.context.log("warn", "The members of a workspace cannot be listed; its public channels are shown to nobody new.", {
      team: teamId,
    });
    return { principals, hasGuests: true, isComplete: false };
  }
  return { principals: principalsOf(members), hasGuests, isComplete: true };
}

/** Guests see the channels that they are in, and no others. */
function isGuest(user: RawUser): boolean {
  return user.is_restricted === true || user.is_ultra_restricted === true;
}

function belongsTo(user: RawUser, teamId: string): boolean {
  if (user.is_stranger === true || isGuest(user)) return false;
  return user.team_id === undefined || user.team_id === teamId || (user.enterprise_user?.teams ?? []).includes(teamId);
}

/** Null when they cannot be told now. A channel that the app may no longer look at has nobody. */
async function tryMembers(
  session: Session,
  channel: Channel,
  people: People,
  mayHaveGuests: boolean,
): Promise<readonly Principal[] | null> {
  if (!channel.isPrivate && !mayHaveGuests) return [];
  try {
    return await channelMembers(session, channel, people);
  } catch (error) {
    session.context.signal.throwIfAborted();
    if (error instanceof Refusal) {
      session.context.log("warn", "The members of a channel cannot be listed; it is shown to nobody.", { channel: channel.id });
      return [];
    }
    if (isSmartyError(error) && (error.code === "unavailable" || error.code === "network")) return null;
    throw error;
  }
}

/** Members of a private channel; of a public one its guests, since everybody else sees it anyway. Throws `Refusal`. */
export async function channelMembers(session: Session, channel: Channel, people = createPeople(session)): Promise<readonly Principal[]> {
  const users: RawUser[] = [];
  let cursor: string | undefined;
  do {
    const args = { channel: channel.id, limit: MEMBERS_PAGE, cursor };
    const answer = await session.api.call<{ members?: readonly string[] }>("conversations.members", args);
    if (!answer.ok) throw memberRefusal(answer);
    for (const id of answer.members ?? []) {
      const user = await people.find(id);
      if (user !== undefined && (channel.isPrivate || isGuest(user) || !isOurs(session, user))) users.push(user);
    }
    const next = answer.response_metadata?.next_cursor;
    if (next === cursor && next !== undefined && next !== "") break;
    cursor = next === "" ? undefined : next;
  } while (cursor !== undefined);
  return principalsOf(users);
}

/** People of other organisations in a shared channel see it by being in it. */
function isOurs({ workspace }: Session, user: RawUser): boolean {
  return workspace.teams.some((team) => belongsTo(user, team.id));
}

function memberRefusal(answer: { readonly error?: string; readonly needed?: string }): Error {
  const { error = "", needed } = answer;
  if (error === "channel_not_found" || error === "not_in_channel" || error === "missing_scope") return new Refusal(error, needed);
  return refusalError("conversations.members", answer);
}

/** By the address that Slack has verified. Whoever is gone, is an app, or has no such address is nobody here. */
function principalsOf(users: readonly RawUser[]): readonly Principal[] {
  const principals = new Set<Principal>();
  for (const { deleted, is_bot, is_email_confirmed, profile } of users) {
    const principal = `user:${(profile?.email ?? "").trim().toLowerCase()}`;
    if (deleted !== true && is_bot !== true && is_email_confirmed !== false && isPrincipal(principal)) principals.add(principal);
  }
  return [...principals].toSorted((one, other) => (one < other ? -1 : 1));
}
