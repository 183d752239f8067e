import { slack } from "@smartypants/connector-slack";
import { type SlackFake, startSlackFake } from "@smartypants/connector-slack/fake";
import { createRandom, type Random } from "./random.ts";
import { type RemoteWorld, wordOf, wordsIn } from "./remote-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const CHANNELS = 12;
const FEWEST_PEOPLE = 30;
const FEWEST_OPEN = 6;

/** A workspace with public and private channels, guests, threads and files, changed the same way by the same seed. */
export async function openSlackWorld({ seed, people }: { readonly seed: number; readonly people: number }): Promise<RemoteWorld> {
  const fake = await startSlackFake({ seed });
  // Short pages, from either end, so that they cut through what belongs together.
  fake.world.maxRows = 5 + (seed % 7);
  fake.world.pageOrder = seed % 2 === 0 ? "oldest" : "newest";
  const random = createRandom(seed);
  populate(fake, random, people);
  const addresses = [...fake.world.users.values()].flatMap(({ email, isBot }) => (email === undefined || isBot ? [] : [email]));
  let count = 0;
  const said = new Map<string, Set<string>>();
  return {
    connector: slack,
    settings: fake.settings,
    credential: fake.credential,
    people: addresses,
    change: () => {
      const act = changeOnce(fake, random, ++count);
      for (const { id, messages } of fake.world.channels.values())
        said.set(id, new Set([...(said.get(id) ?? []), ...wordsOf(fake, messages)]));
      return act;
    },
    breakSomething: () => breakSomething(fake, random),
    heal: () => fake.faults.clear(),
    passNight: () => fake.advance(DAY_MS + HOUR_MS),
    truth: () => truthOf(fake),
    kept: () =>
      new Map(
        [...fake.whatMayBeKept(fake.world)].map(([email, ids]) => [email, new Set([...ids].flatMap((id) => [...(said.get(id) ?? [])]))]),
      ),
    reopen: () => {
      for (const { id, isArchived } of fake.world.channels.values()) if (isArchived) reopen(fake, id);
    },
    revoke: () => {
      for (const token of fake.world.tokens.values()) token.refusal = "token_revoked";
    },
    complaints: () => fake.violations,
    close: () => fake.close(),
  };
}

function populate({ change, world }: SlackFake, random: Random, people: number): void {
  const users = Array.from({ length: people }, (_, at) => {
    const guest = at % 15 === 14 ? { guest: "single" as const } : {};
    return change.addUser(world, { name: `Person${at}`, ...guest }).id;
  });
  for (let at = 0; at < CHANNELS; at++)
    change.addChannel(world, { name: `room-${at}`, isPrivate: at % 3 === 2, members: random.some(users, 4 + random.below(people / 3)) });
}

/** What may happen, and how often. */
const SHARES = {
  post: 9,
  reply: 6,
  join: 4,
  leave: 4,
  edit: 3,
  editReply: 1,
  remove: 2,
  removeReply: 1,
  file: 2,
  editFile: 1,
  pause: 2,
  convert: 1,
  rename: 1,
  archive: 1,
  deactivate: 1,
  newcomer: 1,
  newChannel: 1,
  appLeaves: 1,
  appReturns: 1,
  unarchive: 1,
} as const;

type Act = keyof typeof SHARES;

const ACTS = Object.entries(SHARES).flatMap(([act, share]) => Array.from({ length: share }, () => act as Act));

function changeOnce(fake: SlackFake, random: Random, count: number): string {
  const { change, world } = fake;
  fake.advance(random.pick([1000, 20_000, 4 * MINUTE_MS, 20 * MINUTE_MS]));
  const channels = [...world.channels.values()];
  const closed = channels.filter(({ isArchived }) => isArchived);
  // In an archived one nothing happens any more.
  const channel = random.pick(channels.filter(({ isArchived }) => !isArchived));
  const alive = [...world.users.values()].filter((user) => !user.isBot && !user.isDeleted);
  const person = random.pick(alive);
  const message = channel.messages.length === 0 ? undefined : random.pick(channel.messages);
  const reply = message === undefined || message.replies.length === 0 ? undefined : random.pick(message.replies);
  const text = `${person.name} says ${wordOf(count)}`;
  const act = random.pick(ACTS);
  const files = message?.fileIds ?? [];
  const acts: Readonly<Record<Act, () => unknown>> = {
    post: () => change.post(world, channel.id, person.id, text),
    reply: () =>
      message !== undefined && change.post(world, channel.id, person.id, text, { threadTs: message.ts, isBroadcast: random.chance(0.15) }),
    edit: () => message !== undefined && message.subtype === undefined && change.edit(world, channel.id, message.ts, text),
    editReply: () => reply !== undefined && change.edit(world, channel.id, reply.ts, text),
    remove: () => message !== undefined && message.subtype !== "tombstone" && change.remove(world, channel.id, message.ts),
    removeReply: () => reply !== undefined && change.remove(world, channel.id, reply.ts),
    file: () => {
      const file = change.addFile(world, { name: `notes-${count}.txt`, user: person.id, content: `Notes of ${wordOf(count)}.` });
      change.post(world, channel.id, person.id, "See these notes.", { files: [file.id], subtype: "file_share" });
    },
    editFile: () => files[0] !== undefined && change.editFile(world, files[0], `Newer notes of ${wordOf(count)}.`),
    join: () => change.join(world, channel.id, person.id),
    leave: () => change.leave(world, channel.id, person.id),
    convert: () => change.convertToPrivate(world, channel.id),
    rename: () => change.rename(world, channel.id, `renamed-${count}`),
    archive: () => channels.length - closed.length > FEWEST_OPEN && random.chance(0.3) && change.archive(world, channel.id),
    unarchive: () => closed.length > 0 && change.unarchive(world, random.pick(closed).id),
    appReturns: () => change.join(world, channel.id, world.botUserId),
    deactivate: () => alive.length > FEWEST_PEOPLE && change.deactivate(world, person.id),
    newcomer: () => change.addUser(world, { name: `New${count}` }),
    newChannel: () => change.addChannel(world, { name: `new-${count}`, isPrivate: random.chance(0.5), members: [person.id] }),
    appLeaves: () => random.chance(0.3) && change.leave(world, channel.id, world.botUserId),
    pause: () => fake.advance(random.pick([HOUR_MS, 3 * HOUR_MS, DAY_MS])),
  };
  acts[act]();
  return act;
}

const ROUTES = [
  "conversations.history",
  "conversations.replies",
  "users.list",
  "users.conversations",
  "auth.test",
  "conversations.members",
];
const FAULTS = [
  { kind: "tooMany", retryAfter: "30" },
  { kind: "tooMany", retryAfter: "600" },
  { kind: "tooMany" },
  { kind: "rateLimited" },
  { kind: "status", status: 503 },
  { kind: "reset" },
  { kind: "html" },
  { kind: "emptyPage" },
  { kind: "sameCursor" },
] as const;

function breakSomething({ faults }: SlackFake, random: Random): void {
  for (let more = random.below(3); more >= 0; more--)
    faults.add(random.pick(ROUTES), random.pick(FAULTS), { times: 1 + random.below(6), after: random.below(5) });
}

/** As it was before it was archived, the app included. */
function reopen({ change, world }: SlackFake, id: string): void {
  change.unarchive(world, id);
  change.join(world, id, world.botUserId);
}

type Message = SlackFake["world"]["channels"] extends Map<string, { messages: (infer Value)[] }> ? Value : never;

/** Of messages, their replies and their files. */
function wordsOf({ world }: SlackFake, messages: readonly Message[]): readonly string[] {
  return messages
    .flatMap((message) => [message, ...message.replies])
    .flatMap(({ text, fileIds }) => [text, ...fileIds.map((id) => new TextDecoder().decode(world.files.get(id)?.bytes))])
    .flatMap(wordsIn);
}

function truthOf({ world, whoSeesWhat }: SlackFake): ReadonlyMap<string, ReadonlySet<string>> {
  const filesOf = new Map<string, readonly string[]>();
  for (const channel of world.channels.values())
    for (const message of channel.messages) if (message.fileIds.length > 0) filesOf.set(`${channel.id}/${message.ts}`, message.fileIds);
  const textOf = (fileId: string) => new TextDecoder().decode(world.files.get(fileId)?.bytes);
  return new Map(
    [...whoSeesWhat(world)].map(([email, messages]) => {
      const texts = [...messages].flatMap(([id, text]) => [text, ...(filesOf.get(id) ?? []).map(textOf)]);
      return [email, new Set(texts.flatMap(wordsIn))];
    }),
  );
}
