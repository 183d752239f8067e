import { type FakeChannel, type FakeMessage, microsOf, type World } from "./world.ts";

export interface OracleOptions {
  readonly includeBots?: boolean;
  /** Which channels are meant, besides that the app must be in them. */
  readonly isInScope?: (channel: FakeChannel) => boolean;
}

/** For each person, by address: the messages that they may see, as `channel/ts`, with their texts. */
export function whoSeesWhat(world: World, options: OracleOptions = {}): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const messages = messagesInScope(world, options);
  const people = [...world.users.values()].filter((user) => user.email !== undefined && !user.isBot && user.isEmailConfirmed);
  return new Map(
    people.map((user) => {
      const seen = messages.filter(({ channel }) => !user.isDeleted && maySee(world, channel, user.id));
      return [user.email?.toLowerCase() ?? "", new Map(seen.map(({ id, text }) => [id, text]))];
    }),
  );
}

/**
 * For each person, by address: archived channels that the app is no longer in and they may still see. What was read of them before may be
 * shown, as it was then; a sync that begins now finds nothing of them.
 */
export function whatMayBeKept(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const kept = [...world.channels.values()].filter(({ isArchived, members }) => isArchived && !members.has(world.botUserId));
  return new Map(
    [...world.users.values()].map((user) => {
      const seen = kept.filter((channel) => !user.isDeleted && maySee(world, channel, user.id));
      return [user.email?.toLowerCase() ?? "", new Set(seen.map(({ id }) => id))];
    }),
  );
}

/** Everything that a whole sync must show, whoever may see it. */
function messagesInScope(world: World, { includeBots = false, isInScope = () => true }: OracleOptions = {}) {
  return [...world.channels.values()]
    .filter((channel) => channel.kind === "channel" && channel.members.has(world.botUserId) && isInScope(channel))
    .flatMap((channel) =>
      channel.messages
        .flatMap((message) => [message, ...message.replies])
        .filter((message) => isFound(world, message, includeBots))
        .map((message) => ({ channel, id: `${channel.id}/${message.ts}`, text: message.text })),
    );
}

function isFound(world: World, message: FakeMessage, includeBots: boolean): boolean {
  const isSaid = message.subtype === undefined || ["thread_broadcast", "file_share", "me_message", "bot_message"].includes(message.subtype);
  const isVisible = world.horizonDays === undefined || microsOf(message.ts) >= (world.now - world.horizonDays * 86_400_000) * 1000;
  return isSaid && isVisible && (includeBots || message.botId === undefined) && (message.text !== "" || message.fileIds.length > 0);
}

function maySee(world: World, channel: FakeChannel, userId: string): boolean {
  if (channel.members.has(userId)) return true;
  const user = world.users.get(userId);
  return !channel.isPrivate && user?.guest === undefined && channel.teamIds.some((id) => user?.teamIds.includes(id) === true);
}
