import { type SourceState, applyOps, EMPTY_STATE } from "@smartypants/sdk/testing";
import { isSmartyError, type SyncOp } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./__fixtures__/company.ts";
import { checkpointOf, contextFor, syncOnce, whatEachSees, withGroups } from "./__fixtures__/fake-host.ts";
import { type SlackFake, startSlackFake } from "./fake/index.ts";
import { slack } from "./slack-connector.ts";

const ROUNDS = 25;
const CHANGES_A_ROUND = 6;

interface Dice {
  readonly upTo: (below: number) => number;
  readonly pick: <T>(all: readonly T[]) => T | undefined;
}

function diceOf(fake: SlackFake): Dice {
  const upTo = (below: number) => Math.floor(fake.world.random() * below);
  return { upTo, pick: (all) => all[upTo(all.length)] };
}

function populate({ change, world }: SlackFake): void {
  const people = ["Ada", "Ben", "Cleo", "Dora"].map((name) => change.addUser(world, { name }).id);
  const guest = change.addUser(world, { name: "Guest", guest: "single" }).id;
  for (const [at, name] of ["general", "random", "team", "secret", "board"].entries())
    change.addChannel(world, { name, isPrivate: at > 2, members: [...people.slice(0, 2 + (at % 3)), ...(at === 1 ? [guest] : [])] });
}

/** One change at random, at the source. */
function changeOnce(fake: SlackFake, { pick, upTo }: Dice, count: number): void {
  const { change, world } = fake;
  // In an archived one nothing happens any more.
  const channel = pick([...world.channels.values()].filter(({ isArchived }) => !isArchived));
  const person = pick([...world.users.values()].filter((user) => !user.isBot && !user.isDeleted));
  if (channel === undefined || person === undefined) return;
  const message = pick(channel.messages);
  const reply = message === undefined ? undefined : pick(message.replies);
  const text = `Words ${count} of ${person.name}`;
  fake.advance(pick([1000, 20_000, 4 * MINUTE_MS, 20 * MINUTE_MS]) ?? 0);
  const roll = upTo(100);
  if (roll < 35 || message === undefined) change.post(world, channel.id, person.id, text);
  else if (roll < 55) change.post(world, channel.id, person.id, text, { threadTs: message.ts, isBroadcast: roll < 38 });
  else if (roll < 63 && message.subtype === undefined) change.edit(world, channel.id, message.ts, text);
  else if (roll < 68 && reply !== undefined) change.edit(world, channel.id, reply.ts, text);
  else if (roll < 75 && message.subtype !== "tombstone") change.remove(world, channel.id, message.ts);
  else if (roll < 80 && reply !== undefined) change.remove(world, channel.id, reply.ts);
  else if (roll < 86) change.join(world, channel.id, person.id);
  else if (roll < 92) change.leave(world, channel.id, person.id);
  else if (roll < 93) change.convertToPrivate(world, channel.id);
  else if (roll < 94) change.rename(world, channel.id, `name-${count}`);
  else if (roll < 95) change.archive(world, channel.id);
  else if (roll < 96 && [...world.users.values()].filter((user) => !user.isDeleted).length > 6) change.deactivate(world, person.id);
  else if (roll < 97) change.addUser(world, { name: `New${count}` });
  else fake.advance(pick([HOUR_MS, 3 * HOUR_MS, DAY_MS]) ?? 0);
}

function breakSomething({ faults }: SlackFake, { pick, upTo }: Dice): void {
  const route =
    pick(["conversations.history", "conversations.replies", "users.list", "users.conversations", "auth.test", "conversations.members"]) ??
    "*";
  const kinds = [
    { kind: "tooMany", retryAfter: "30" },
    { kind: "tooMany" },
    { kind: "rateLimited" },
    { kind: "status", status: 503 },
    { kind: "reset" },
    { kind: "html" },
    { kind: "emptyPage" },
    { kind: "sameCursor" },
  ] as const;
  const fault = pick(kinds);
  if (fault !== undefined) faults.add(route, fault, { times: 1 + upTo(6), after: upTo(4) });
}

/** A run that may fail, or be killed after some operations: what came before is stored. */
async function tryRun(fake: SlackFake, state: SourceState, killAfter: number): Promise<SourceState> {
  const context = contextFor(fake, {}, state);
  const ops: SyncOp[] = [];
  try {
    for await (const op of slack.sync(context, checkpointOf(state))) {
      ops.push(op);
      if (ops.length >= killAfter) break;
    }
  } catch (error) {
    // Broken on purpose; anything but these would be a mistake of the connector's.
    if (!isSmartyError(error) || !["unavailable", "network", "rate_limited"].includes(error.code)) throw error;
  }
  const applied = applyOps(state, ops);
  expect(applied.problems).toEqual([]);
  return applied.state;
}

/** Comparable, without people who see nothing. */
const asRecords = (seen: ReadonlyMap<string, ReadonlyMap<string, string>>) =>
  Object.fromEntries([...seen].filter(([, messages]) => messages.size > 0).map(([who, messages]) => [who, Object.fromEntries(messages)]));

/** What is shown of archived channels was read before the app was put out of them: only who sees it can be compared. */
function apart({ world }: SlackFake, seen: ReadonlyMap<string, ReadonlyMap<string, string>>) {
  const channelOf = (id: string): string => id.split("/")[0] ?? "";
  const isKept = (id: string): boolean => world.channels.get(channelOf(id))?.isArchived === true;
  const settled = new Map([...seen].map(([email, texts]) => [email, new Map([...texts].filter(([id]) => !isKept(id)))]));
  const kept = [...seen].flatMap(([email, texts]) => [...texts.keys()].filter(isKept).map((id) => [email, channelOf(id)] as const));
  return { settled, kept };
}

// The heart of it: whatever happens, each person finds what they may see at Slack, as it stands there, and nothing else.
test.each([1, 2, 3])(
  "after any changes and faults, one clean run and a night show everybody exactly what they may see (seed %d)",
  async (seed) => {
    const fake = await startSlackFake({ seed });
    onTestFinished(() => fake.close());
    // Short pages, from either end, so that they cut through what belongs together.
    fake.world.maxRows = 4 + 3 * seed;
    fake.world.pageOrder = seed % 2 === 0 ? "oldest" : "newest";
    populate(fake);
    const dice = diceOf(fake);
    let state = EMPTY_STATE;
    let count = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (let change = 0; change < CHANGES_A_ROUND; change++) changeOnce(fake, dice, ++count);
      if (dice.upTo(3) > 0) breakSomething(fake, dice);
      state = await tryRun(fake, state, dice.upTo(4) === 0 ? 5 + dice.upTo(20) : Number.POSITIVE_INFINITY);
      fake.faults.clear();
    }
    // The night's run reads again what the day's cannot see: edits of old replies.
    fake.advance(DAY_MS);
    state = (await syncOnce(fake, state)).state;
    state = await withGroups(fake, state);
    expect(count).toBe(ROUNDS * CHANGES_A_ROUND);
    expect(Object.keys(asRecords(fake.whoSeesWhat(fake.world))).length).toBeGreaterThan(3);
    const { settled, kept } = apart(fake, whatEachSees(state));
    expect(asRecords(settled)).toEqual(asRecords(fake.whoSeesWhat(fake.world)));
    const mayBeKept = fake.whatMayBeKept(fake.world);
    for (const [email, channelId] of kept) expect([...(mayBeKept.get(email) ?? [])], email).toContain(channelId);
    expect(state.failed.size).toBe(0);
    expect(fake.violations).toEqual([]);
  },
);
