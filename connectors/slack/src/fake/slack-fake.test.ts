import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FAKE_APP_TOKEN, FAKE_TOKEN } from "./world.ts";
import { seedDemo, type SlackFake, startSlackFake } from "./index.ts";

async function demo(): Promise<SlackFake> {
  const fake = await startSlackFake({ seedWorld: (world) => seedDemo(world, { ownerEmail: "owner@acme.example" }) });
  onTestFinished(() => fake.close());
  return fake;
}

type Json = Readonly<Record<string, unknown>>;

async function call(fake: SlackFake, method: string, params: Readonly<Record<string, string>> = {}, token = FAKE_TOKEN): Promise<Json> {
  const answer = await fetch(`${fake.origin}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(params),
  });
  return (await answer.json()) as Json;
}

const channelNamed = (fake: SlackFake, name: string) =>
  [...fake.world.channels.values()].find((channel) => channel.name === name)?.id ?? "";

test.for<[string, Readonly<Record<string, string>>]>([
  ["conversations.history", { channel: "C000008", limit: "1000" }],
  ["conversations.history", { channel: "C000008", oldest: "1773306000.5" }],
  ["conversations.history", { channel: "C000008", oldest: "1773306000.9567418" }],
  ["conversations.history", { channel: "C000008", colour: "red" }],
  ["conversations.history", {}],
  ["conversations.list", { types: "public" }],
  ["users.list", { limit: "0" }],
  ["no.such.method", {}],
])("the gate refuses %s %j and remembers it", async ([method, params]) => {
  const fake = await demo();
  expect(await call(fake, method, params)).toMatchObject({ ok: false });
  expect(fake.violations.length).toBe(1);
});

test("who may not, learns nothing: tokens, scopes, private channels, channels without membership", async () => {
  const fake = await demo();
  const { change, world } = fake;
  const hidden = change.addChannel(world, { name: "hidden", isPrivate: true, hasBot: false }).id;
  const open = change.addChannel(world, { name: "open", hasBot: false }).id;
  expect(await call(fake, "auth.test", {}, "xoxb-other")).toMatchObject({ error: "invalid_auth" });
  expect(await call(fake, "auth.test", {}, FAKE_APP_TOKEN)).toMatchObject({ error: "not_allowed_token_type" });
  expect(await call(fake, "conversations.info", { channel: hidden })).toMatchObject({ error: "channel_not_found" });
  expect(await call(fake, "conversations.history", { channel: open })).toMatchObject({ error: "not_in_channel" });
  world.tokens.get(FAKE_TOKEN)?.scopes.delete("groups:history");
  const channel = channelNamed(fake, "payroll");
  expect(await call(fake, "conversations.history", { channel })).toMatchObject({ error: "missing_scope", needed: "groups:history" });
});

// What the random changes of seed 112 came to: people went on writing in an archived channel, and the app stayed in it.
test("an archived channel: Slack takes the app out of it, nobody writes in it, and people still see it", async () => {
  const fake = await demo();
  const { change, world } = fake;
  const channel = channelNamed(fake, "engineering");
  const people = [...(world.channels.get(channel)?.members ?? [])].filter((id) => world.users.get(id)?.isBot !== true);
  expect(people.length).toBeGreaterThan(1);
  change.archive(world, channel);
  expect([...(world.channels.get(channel)?.members ?? [])]).toEqual(people);
  expect(await call(fake, "conversations.history", { channel })).toMatchObject({ error: "not_in_channel" });
  expect(await call(fake, "conversations.info", { channel })).toMatchObject({ ok: true, channel: { is_archived: true, is_member: false } });
  expect(() => change.post(world, channel, people[0] ?? "", "Too late")).toThrow("archived");
  expect(fake.whatMayBeKept(world).get("owner@acme.example")).toEqual(new Set([channel]));
  expect([...(fake.whoSeesWhat(world).get("owner@acme.example")?.keys() ?? [])].filter((id) => id.startsWith(channel))).toEqual([]);
});

test("the demo's owner sees what Ada sees: everything but the payroll", async () => {
  const fake = await demo();
  const seen = fake.whoSeesWhat(fake.world);
  expect(seen.has("ada@acme.example")).toBe(false);
  const owner = [...(seen.get("owner@acme.example")?.values() ?? [])].join();
  expect(owner).toContain("Lisbon");
  expect(owner).not.toContain("yearly raise");
});

test("a live one keeps this machine's time", async () => {
  const before = Date.now();
  const fake = await startSlackFake({ isLive: true, seedWorld: (world) => seedDemo(world) });
  onTestFinished(() => fake.close());
  fake.world.now = 0;
  const { now } = (await (await fetch(`${fake.origin}/time`)).json()) as { readonly now: number };
  expect(now).toBeGreaterThanOrEqual(before);
});

// oxlint-disable-next-line node/no-process-env -- a path that only this test needs
const recordings = process.env["SMARTY_TEST_SLACK_RECORDINGS"];

/** Slack sends these, though no recording has them. */
const NOT_RECORDED = new Set(["is_limited", "is_stranger", "hidden", "mode"]);

/** Paths of what the answer has and no recording does, or with another type. */
function differences(answer: unknown, recorded: unknown, path: string): readonly string[] {
  if (answer === null || recorded === undefined) return [];
  if (Array.isArray(answer)) return Array.isArray(recorded) ? answer.flatMap((each) => differences(each, recorded[0], path)) : [path];
  if (typeof answer !== "object") return typeof answer === typeof recorded ? [] : [`${path}: ${typeof answer}`];
  const fields = recorded as Json;
  return Object.entries(answer as Json).flatMap(([name, value]) => {
    if (NOT_RECORDED.has(name)) return [];
    return name in fields ? differences(value, fields[name], `${path}.${name}`) : [`${path}.${name}`];
  });
}

test.skipIf(recordings === undefined)("answers look as Slack's recorded ones do (SMARTY_TEST_SLACK_RECORDINGS)", async () => {
  const fake = await demo();
  const channel = channelNamed(fake, "engineering");
  const thread = fake.world.channels.get(channel)?.messages.find((message) => message.replies.length > 0)?.ts ?? "";
  const [file = ""] = fake.world.files.keys();
  const [user = ""] = [...fake.world.users.keys()].slice(1);
  const asked: readonly (readonly [string, Readonly<Record<string, string>>, string?])[] = [
    ["apps.connections.open", {}, FAKE_APP_TOKEN],
    ["auth.teams.list", {}],
    ["auth.test", {}],
    ["conversations.history", { channel }],
    ["conversations.info", { channel }],
    ["conversations.join", { channel }],
    ["conversations.list", { types: "public_channel,private_channel" }],
    ["conversations.members", { channel }],
    ["conversations.replies", { channel, ts: thread }],
    ["files.info", { file }],
    ["team.info", {}],
    ["users.conversations", {}],
    ["users.info", { user }],
    ["users.list", {}],
  ];
  for (const [method, params, token] of asked) {
    const answer = await call(fake, method, params, token);
    expect(answer, method).toMatchObject({ ok: true });
    const recorded: unknown = JSON.parse(readFileSync(join(recordings ?? "", "api", `${method}.json`), "utf8"));
    expect(differences(answer, recorded, method)).toEqual([]);
  }
});
