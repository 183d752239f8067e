import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company } from "./__fixtures__/company.ts";
import { collect, contextFor, whatEachSees, withGroups, syncOnce } from "./__fixtures__/fake-host.ts";
import type { SlackFake } from "./fake/index.ts";
import { slack } from "./slack-connector.ts";

async function groupsOf(fake: SlackFake) {
  const ops = await collect(slack.syncGroups?.(contextFor(fake)));
  const groups = new Map(ops.flatMap((op) => (op.op === "group" ? [[op.group.id, op.group.members] as const] : [])));
  return { groups, end: ops.at(-1) };
}

test("a workspace's members are those with a verified address: no guests, apps, strangers or people who left", async () => {
  const { fake, general } = await company();
  const { change, world } = fake;
  change.addUser(world, { name: "Guest", guest: "single" });
  change.addUser(world, { name: "Bot", isBot: true });
  change.addUser(world, { name: "Gone", isDeleted: true });
  change.addUser(world, { name: "Nobody", email: undefined });
  change.addUser(world, { name: "Unverified", isEmailConfirmed: false });
  change.addUser(world, { name: "Odd", email: "two words@acme.example" });
  change.addUser(world, { name: "Shouting", email: "SHOUTING@Acme.example" });
  change.addUser(world, { name: "Stranger", teamIds: ["T9999"] });
  const { groups, end } = await groupsOf(fake);
  expect(groups.get("team/T0001")).toEqual(["user:ada@acme.example", "user:ben@acme.example", "user:shouting@acme.example"]);
  expect(groups.get(`channel/T0001/${general}`)).toEqual([]);
  expect(end).toEqual({ op: "end", complete: true });
});

test("groups have the names that people know: the workspace, private channels, and the guests of public ones", async () => {
  const { fake, secret } = await company();
  const titles = async () => {
    const ops = await collect(slack.syncGroups?.(contextFor(fake)));
    return ops.flatMap((op) => (op.op === "group" ? [op.group.title ?? ""] : [])).toSorted();
  };
  const { name } = fake.world.teams[0] ?? {};
  expect(await titles()).toEqual(["#secret", "Guests in #general", `Members of ${name}`]);
  fake.change.rename(fake.world, secret, "top-secret");
  expect(await titles()).toContain("#top-secret");
});

test("guests and people of other organisations see the public channels that they are in", async () => {
  const { fake, general, say } = await company();
  const { change, world } = fake;
  const guest = change.addUser(world, { name: "Guest", guest: "multi" }).id;
  const partner = change.addUser(world, { name: "Partner", teamIds: ["T9999"] }).id;
  const other = change.addChannel(world, { name: "other" }).id;
  for (const id of [guest, partner]) change.join(world, general, id);
  say(general, "In general");
  say(other, "In other");
  const state = await withGroups(fake, (await syncOnce(fake)).state);
  const seen = whatEachSees(state);
  for (const name of ["guest", "partner"]) expect([...(seen.get(`${name}@acme.example`)?.values() ?? [])]).toEqual(["In general"]);
  expect(seen.get("ada@acme.example")?.size).toBe(2);
});

test("29: members that may not be listed are nobody; those that cannot be listed now are left as they were", async () => {
  const { fake, secret } = await company();
  fake.faults.add("users.list", { kind: "refuse", error: "missing_scope", needed: "users:read" });
  const refused = await groupsOf(fake);
  expect(refused.groups.get("team/T0001")).toEqual([]);
  expect(refused.end).toEqual({ op: "end", complete: false });
  fake.faults.add("users.list", { kind: "status", status: 500 }, { times: 4 });
  const down = await groupsOf(fake);
  expect(down.groups.has("team/T0001")).toBe(false);
  expect(down.end).toEqual({ op: "end", complete: false });
  fake.faults.add("conversations.members", { kind: "status", status: 500 }, { times: 4 });
  const unknown = await groupsOf(fake);
  expect(unknown.groups.has(`channel/T0001/${secret}`)).toBe(false);
  expect(unknown.end).toEqual({ op: "end", complete: false });
});

test("without the scope for addresses nobody is matched, and nothing becomes public", async () => {
  const { fake, general, say } = await company();
  say(general, "For the workspace");
  fake.world.tokens.get(fake.credential.botToken)?.scopes.delete("users:read.email");
  const state = await withGroups(fake, (await syncOnce(fake, EMPTY_STATE)).state);
  expect(state.documents.size).toBe(1);
  expect(whatEachSees(state).size).toBe(0);
});
