import type { SurveyOp } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { company } from "./__fixtures__/company.ts";
import { contextFor, syncOnce } from "./__fixtures__/fake-host.ts";
import type { SlackFake } from "./fake/index.ts";
import { slack } from "./slack-connector.ts";

async function survey(fake: SlackFake, settings: object = {}, isCounted = true) {
  const ops: SurveyOp[] = [];
  for await (const op of slack.survey?.(contextFor(fake, settings), { isCounted }) ?? []) ops.push(op);
  return {
    channels: Object.fromEntries(ops.flatMap((op) => (op.op === "container" ? [[op.title, op.isIn ? (op.why ?? "in") : op.why]] : []))),
    count: ops.reduce((sum, op) => sum + (op.op === "items" ? op.count : 0), 0),
    notes: ops.flatMap((op) => (op.op === "note" ? [`${op.setting}: ${op.message}`] : [])),
  };
}

test("every channel is told with what the settings and the app's memberships make of it", async () => {
  const { fake } = await company();
  const { change, world } = fake;
  for (const name of ["team-a", "team-b", "random"]) change.addChannel(world, { name });
  change.addChannel(world, { name: "team-old", hasBot: false });
  change.addChannel(world, { name: "lobby", hasBot: false });
  const { channels, notes } = await survey(fake, {
    channels: { include: ["team-*", "general", "lobby"], exclude: ["team-b"] },
    joinPublic: ["lobby"],
  });
  expect(channels).toEqual({
    "#general": "in",
    "#team-a": "in",
    "#team-b": "left out by “team-b”",
    "#team-old": "the app is no member of it",
    "#lobby": "joined at the first sync, and not counted before",
    "#random": "no pattern includes it",
    "#secret": "no pattern includes it",
  });
  expect(notes).toEqual([]);
});

test("a pattern that no channel fits, and one with a bracket too few, are named", async () => {
  const { fake } = await company();
  const { notes } = await survey(fake, { channels: { include: ["*", "temp-*"], exclude: ["[a"] } });
  expect(notes).toEqual([
    "channels.include: No channel that the app can see is called “temp-*”.",
    "channels.exclude: In “[a” the bracket [ has no partner, so it stands for itself. Complete it, or remove it.",
  ]);
});

test("the count is what a sync would store; without a count no channel is read", async () => {
  const { fake, general, secret, say, reply } = await company();
  const thread = say(general, "A question");
  reply(general, thread, "An answer");
  fake.advance(86_400_000);
  say(general, "Another day");
  say(secret, "For Ada alone");
  const { state } = await syncOnce(fake);
  expect((await survey(fake)).count).toBe(state.documents.size);
  const before = fake.calls.filter(({ method }) => method === "conversations.history").length;
  expect((await survey(fake, {}, false)).count).toBe(0);
  expect(fake.calls.filter(({ method }) => method === "conversations.history").length).toBe(before);
});
