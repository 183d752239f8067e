import { applyInventory, EMPTY_STATE, applyOps, type SourceState } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company, DAY_MS, HOUR_MS, MINUTE_MS } from "./__fixtures__/company.ts";
import { checkpointOf, contextFor, syncOnce, whatEachSees, withGroups } from "./__fixtures__/fake-host.ts";
import { slack } from "./slack-connector.ts";

/** All that is stored, as text. */
const textOf = (state: SourceState): string =>
  [...state.documents.values()]
    .flatMap((document) => document.sections.map((section) => (section.kind === "text" ? section.text : "")))
    .join("\n");

const kindsOf = (ops: readonly { readonly op: string }[]) => new Set(ops.map((each) => each.op));

test("1: a reply to an old thread, behind what polling sees, is found within the hour", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Old question", { at: fake.world.now - 9 * DAY_MS });
  say(general, "Newer message");
  const first = await syncOnce(fake);
  fake.advance(HOUR_MS);
  reply(general, parent, "Late answer");
  const second = await syncOnce(fake, first.state);
  expect(textOf(second.state)).toContain("Late answer");
  expect(second.ops.at(-1)).toMatchObject({ listed: "changes" });
});

test("2: an edit of a 40-day-old message is found by the listing of the night", async () => {
  const { fake, general, say } = await company();
  const old = say(general, "Forty days old", { at: fake.world.now - 40 * DAY_MS });
  say(general, "Recent");
  const first = await syncOnce(fake);
  fake.advance(HOUR_MS);
  fake.change.edit(fake.world, general, old, "Edited since");
  const hourly = await syncOnce(fake, first.state);
  expect(textOf(hourly.state)).toContain("Forty days old");
  fake.advance(DAY_MS);
  const nightly = await syncOnce(fake, hourly.state);
  expect(textOf(nightly.state)).toContain("Edited since");
  expect(nightly.ops.at(-1)).toEqual({ op: "done", listed: "everything" });
});

test("2: an edit of a reply, which its thread does not show, is found during the night", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question", { at: fake.world.now - DAY_MS });
  const answer = reply(general, parent, "Wrong answer", { at: fake.world.now - DAY_MS + 1000 });
  const first = await syncOnce(fake);
  fake.change.edit(fake.world, general, answer, "Right answer");
  fake.advance(DAY_MS);
  const nightly = await syncOnce(fake, first.state);
  expect(textOf(nightly.state)).toContain("Right answer");
});

test("5: pages without items and short pages do not end a listing", async () => {
  const { fake, general, say } = await company();
  for (let at = 0; at < 450; at++) say(general, `Message ${at}`, { at: fake.world.now - (450 - at) * HOUR_MS });
  for (let at = 0; at < 560; at++) fake.change.addChannel(fake.world, { name: `team-${at}` });
  const last = fake.change.addChannel(fake.world, { name: "last" }).id;
  say(last, "In the last channel");
  for (const method of ["conversations.list", "users.conversations", "conversations.history", "users.list"])
    fake.faults.add(method, { kind: "emptyPage" }, { times: 2 });
  fake.faults.add("conversations.history", { kind: "sameCursor" }, { after: 1 });
  const { state } = await syncOnce(fake);
  const oracle = new Set([...fake.whoSeesWhat(fake.world).values()].flatMap((seen) => [...seen.keys()]));
  expect(oracle.size).toBe(451);
  expect([...(whatEachSees(await withGroups(fake, state)).get("ada@acme.example") ?? [])].length).toBe(451);
});

test("5: a channel that only the 135th page tells of is read", async () => {
  const { fake } = await company();
  for (let at = 0; at < 135 * 2 - 3; at++) fake.change.addChannel(fake.world, { name: `team-${at}` });
  const last = fake.change.addChannel(fake.world, { name: "last" }).id;
  fake.change.post(fake.world, last, [...fake.world.users.keys()][1] ?? "", "On the last page");
  fake.world.maxChannels = 2;
  for (const after of [3, 40, 130]) fake.faults.add("users.conversations", { kind: "emptyPage" }, { after });
  const { state } = await syncOnce(fake, EMPTY_STATE, { settings: { channels: { include: ["last"] } } });
  expect(fake.count("users.conversations") + fake.count("conversations.list")).toBeGreaterThanOrEqual(135);
  expect(textOf(state)).toContain("On the last page");
});

test.each(["newest", "oldest"] as const)(
  "7: a run that dies on page 2 of 5 loses and doubles nothing, with the %s page first",
  async (pageOrder) => {
    const { fake, general, say } = await company();
    fake.world.pageOrder = pageOrder;
    // Runs of seven with a gap between them, so that pages cut through some.
    for (let at = 0; at < 950; at++)
      say(general, `Message ${at}.`, { at: fake.world.now - 20 * DAY_MS + Math.floor(at / 7) * HOUR_MS + (at % 7) * MINUTE_MS });
    const whole = (await syncOnce(fake)).state;
    expect(whole.documents.size).toBe(Math.ceil(950 / 7));
    const context = contextFor(fake);
    const ops = [];
    for await (const op of slack.sync(context, null)) {
      ops.push(op);
      if (ops.filter((each) => each.op === "checkpoint").length === 2) break;
    }
    const killed = applyOps(EMPTY_STATE, ops).state;
    expect(killed.documents.size).toBeLessThan(whole.documents.size);
    fake.resetCalls();
    const resumed = await syncOnce(fake, killed);
    expect([...resumed.state.documents.keys()].toSorted()).toEqual([...whole.documents.keys()].toSorted());
    expect(textOf(resumed.state).match(/Message \d+\./g)?.length).toBe(950);
    // It went on, and did not begin again: three pages, and the run that the second page had cut.
    expect(
      fake.calls.filter((call) => call.method === "conversations.history" && call.params["channel"] === general).length,
    ).toBeLessThanOrEqual(5);
  },
);

test("8: a reply newer than the sync does not move the channel past a message that was not read", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question");
  const context = contextFor(fake);
  const ops = [];
  for await (const op of slack.sync(context, null)) {
    ops.push(op);
    // While the run goes on: a message, and then a newer reply to what was listed before.
    if (op.op === "container" && op.node.id.endsWith(general)) {
      fake.advance(2 * MINUTE_MS);
      say(general, "Posted meanwhile");
      reply(general, parent, "Replied after that");
    }
  }
  const first = applyOps(EMPTY_STATE, ops).state;
  fake.advance(10 * MINUTE_MS);
  const second = await syncOnce(fake, first);
  expect(textOf(second.state)).toContain("Posted meanwhile");
  expect(textOf(second.state)).toContain("Replied after that");
});

test("10: a reply that is shown in the channel too is indexed once, also when its thread is old", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question", { at: fake.world.now - 2 * DAY_MS });
  reply(general, parent, "First", { at: fake.world.now - DAY_MS });
  const first = await syncOnce(fake);
  fake.advance(10 * MINUTE_MS);
  reply(general, parent, "Shouted answer", { isBroadcast: true });
  const polled = await syncOnce(fake, first.state);
  expect(textOf(polled.state).split("Shouted answer").length - 1).toBe(1);
  expect([...polled.state.documents.keys()]).toEqual([`${general}/${parent}`]);
});

test("23: a public channel that is archived between listing and joining is skipped with a note", async () => {
  const { fake } = await company();
  const open = fake.change.addChannel(fake.world, { name: "team-open", hasBot: false }).id;
  fake.change.addChannel(fake.world, { name: "team-closing", hasBot: false });
  fake.faults.add("conversations.join", { kind: "refuse", error: "is_archived" }, { after: 1 });
  const { state, context } = await syncOnce(fake, EMPTY_STATE, { settings: { joinPublic: ["team-*"] } });
  expect([...state.containers.keys()]).toContain(`T0001/${open}`);
  expect(context.logs).toContainEqual(
    expect.objectContaining({ level: "warn", fields: expect.objectContaining({ reason: "is_archived" }) }),
  );
  expect(state.failed.size).toBe(0);
});

test("25: whoever leaves a private channel loses it with the next reading of members, and no document is touched", async () => {
  const { fake, secret, ada, say } = await company();
  say(secret, "For the few");
  const { state } = await syncOnce(fake);
  const before = await withGroups(fake, state);
  expect(whatEachSees(before).get("ada@acme.example")?.size).toBe(1);
  fake.change.leave(fake.world, secret, ada);
  const after = await withGroups(fake, before);
  expect(whatEachSees(after).get("ada@acme.example")).toBeUndefined();
  expect(after.documents).toEqual(before.documents);
});

test("26: a channel made private is closed before anything else is read, and its members keep it", async () => {
  const { fake, general, ben, say } = await company();
  say(general, "Once for everybody");
  const first = await withGroups(fake, (await syncOnce(fake)).state);
  fake.change.addUser(fake.world, { name: "Cleo" });
  const grown = await withGroups(fake, first);
  expect(whatEachSees(grown).get("cleo@acme.example")?.size).toBe(1);
  fake.change.leave(fake.world, general, ben);
  fake.change.convertToPrivate(fake.world, general);
  fake.advance(10 * MINUTE_MS);
  const { ops, state } = await syncOnce(fake, grown);
  const closing = ops.findIndex(
    (op) => op.op === "container" && op.node.id.endsWith(general) && !JSON.stringify(op.node.acl).includes("team/"),
  );
  const firstDocument = ops.findIndex((op) => op.op === "unchanged" || op.op === "upsert");
  expect(closing).toBeGreaterThanOrEqual(0);
  expect(firstDocument === -1 || closing < firstDocument).toBe(true);
  expect([...whatEachSees(state).keys()]).toEqual(["ada@acme.example"]);
  expect(kindsOf(ops)).not.toContain("upsert");
});

test("28: a channel that is to be read and is not there is skipped with a warning", async () => {
  const { fake, general, say } = await company();
  say(general, "Here");
  const settings = { channels: { include: ["general", "gone"] } };
  const { state, context } = await syncOnce(fake, EMPTY_STATE, { settings });
  expect([...state.containers.keys()]).toEqual([`T0001/${general}`]);
  expect(context.logs).toContainEqual(expect.objectContaining({ level: "warn", fields: { channel: "gone" } }));
  expect((await withGroups(fake, state, settings)).groups.size).toBe(2);
});

test("34 and 35: windows are fixed, and times stay texts with all their digits", async () => {
  const { fake, general } = await company();
  const ts = fake.change.post(fake.world, general, "U0", "Exactly", { at: 1_777_530_605_956 - 100 * DAY_MS });
  const { state } = await syncOnce(fake);
  expect([...state.documents.keys()]).toEqual([`${general}/${ts}`]);
  const latest = new Set(fake.calls.filter((call) => call.method === "conversations.history").map((call) => call.params["latest"]));
  expect(latest.size).toBe(1);
  expect(fake.violations).toEqual([]);
});

test("37: what a free plan hides is not removed, unless the operator wants it", async () => {
  const { fake, general, say } = await company();
  say(general, "Older than the plan shows", { at: fake.world.now - 80 * DAY_MS });
  say(general, "Recent", { at: fake.world.now - DAY_MS });
  const settings = { windowDays: 365 };
  const first = await syncOnce(fake, EMPTY_STATE, { settings });
  fake.world.horizonDays = 90;
  fake.advance(20 * DAY_MS);
  const kept = await syncOnce(fake, first.state, { settings });
  expect(textOf(kept.state)).toContain("Older than the plan shows");
  const context = contextFor(fake, settings, kept.state);
  const inventory = [];
  for await (const op of slack.inventory?.(context, null) ?? []) inventory.push(op);
  expect(textOf(applyInventory(kept.state, inventory))).toContain("Older than the plan shows");
  fake.advance(DAY_MS);
  const removed = await syncOnce(fake, kept.state, { settings: { ...settings, removeBeyondHistory: true } });
  expect(textOf(removed.state)).not.toContain("Older than the plan shows");
  expect(textOf(removed.state)).toContain("Recent");
});

test("37: also where Slack does not say that it hides something", async () => {
  const { fake, general, say } = await company();
  const old = say(general, "Older than the plan shows", { at: fake.world.now - 100 * DAY_MS });
  say(general, "Recent", { at: fake.world.now - DAY_MS });
  const first = await syncOnce(fake);
  // Everything older than the plan's 90 days is missing at once.
  fake.change.remove(fake.world, general, old);
  fake.advance(DAY_MS);
  const kept = await syncOnce(fake, first.state);
  expect(kept.ops.at(-1)).toMatchObject({ listed: "everything", incompleteContainers: [`T0001/${general}`] });
  expect(textOf(kept.state)).toContain("Older than the plan shows");
});

test("17: an app that Slack restricts asks for 15 messages a minute, says how long it takes, and notices when it is over", async () => {
  const { fake, general, say } = await company();
  for (let at = 0; at < 60; at++) say(general, `Message ${at}`, { at: fake.world.now - 10 * DAY_MS + at * HOUR_MS });
  fake.world.isRestricted = true;
  const first = await syncOnce(fake, EMPTY_STATE, { onSlowDown: ({ retryAfterMs = 0 }) => fake.advance(retryAfterMs) });
  expect(textOf(first.state)).toContain("Message 0");
  const asked = fake.calls.filter((call) => call.method === "conversations.history" && call.params["channel"] === general);
  expect(asked[0]?.params["limit"]).toBe("200");
  expect(asked.at(-1)?.params["limit"]).toBe("15");
  expect(first.context.requests.some((request) => request.limit === "restricted:conversations.history")).toBe(true);
  const progress = first.ops.flatMap((op) => (op.op === "progress" && op.etaSeconds !== undefined ? [op.etaSeconds] : []));
  expect(progress.length).toBeGreaterThan(0);
  expect(progress[0]).toBeGreaterThanOrEqual(60);
  expect(first.state.checkpoint).toMatchObject({ mode: "restricted" });
  fake.world.isRestricted = false;
  fake.advance(HOUR_MS);
  const second = await syncOnce(fake, first.state);
  expect(second.state.checkpoint).toMatchObject({ mode: "normal" });
});

test("17: a run that the host sends away in a restriction leaves a checkpoint that knows of it", async () => {
  const { fake, general, say } = await company();
  for (let at = 0; at < 60; at++) say(general, `Message ${at}`, { at: fake.world.now - 10 * DAY_MS + at * HOUR_MS });
  fake.world.isRestricted = true;
  const context = contextFor(fake, {}, EMPTY_STATE, {
    onSlowDown: () => {
      throw Object.assign(new Error("later"), { isSmartyError: true, code: "rate_limited", retryAfterMs: 61_000 });
    },
  });
  const checkpoints: unknown[] = [];
  const run = async () => {
    for await (const op of slack.sync(context, null)) if (op.op === "checkpoint") checkpoints.push(op.value);
  };
  await expect(run()).rejects.toMatchObject({ code: "rate_limited" });
  expect(checkpoints.at(-1)).toMatchObject({ mode: "restricted" });
});

test("29: in an organisation a channel of two workspaces is one, for the people of both; a failed lookup opens nothing", async () => {
  const { fake } = await company({ grid: true });
  const { change, world } = fake;
  change.addUser(world, { name: "Paula", teamIds: ["T0002"] });
  const both = change.addChannel(world, { name: "both", teamIds: ["T0001", "T0002"] }).id;
  const berlin = change.addChannel(world, { name: "berlin", teamIds: ["T0001"] }).id;
  change.post(world, both, "U0", "For both");
  change.post(world, berlin, "U0", "For Berlin");
  const { state } = await syncOnce(fake);
  expect([...state.containers.keys()].filter((id) => id.endsWith(both))).toEqual([`E0001/${both}`]);
  const seen = whatEachSees(await withGroups(fake, state));
  expect([...(seen.get("paula@acme.example")?.values() ?? [])]).toEqual(["For both"]);
  expect([...(seen.get("ada@acme.example")?.values() ?? [])].toSorted()).toEqual(["For Berlin", "For both"]);
  expect(fake.violations).toEqual([]);
  // Without the right to know the workspaces nothing is shown, rather than everything to everybody.
  fake.world.tokens.get(fake.credential.botToken)?.scopes.delete("team:read");
  await expect(syncOnce(fake)).rejects.toMatchObject({ code: "config", message: expect.stringContaining("team:read") });
});

test("an archived channel keeps its documents, a renamed one its own, and one that put the app out loses them", async () => {
  const { fake, general, secret, say } = await company();
  const other = fake.change.addChannel(fake.world, { name: "other" }).id;
  for (const channel of [general, secret, other]) say(channel, `In ${channel}`);
  const first = await syncOnce(fake);
  fake.change.archive(fake.world, general);
  fake.change.rename(fake.world, other, "renamed");
  fake.change.leave(fake.world, secret, fake.world.botUserId);
  fake.advance(10 * MINUTE_MS);
  const { state, ops } = await syncOnce(fake, first.state);
  expect(textOf(state)).toContain(`In ${general}`);
  expect(textOf(state)).not.toContain(`In ${secret}`);
  expect(ops).toContainEqual({ op: "deleteContainer", containerId: `T0001/${secret}`, reason: "access_lost" });
  expect(state.containers.get(`T0001/${other}`)?.title).toBe("#renamed");
  expect(kindsOf(ops)).not.toContain("upsert");
});

test("what was read of a public channel stays when Slack takes the app out of it by archiving it; of a private one it goes", async () => {
  const { fake, general, secret, say, ben } = await company();
  for (const channel of [general, secret]) say(channel, `In ${channel}`);
  const first = await syncOnce(fake);
  for (const channel of [general, secret]) fake.change.archive(fake.world, channel);
  fake.change.deactivate(fake.world, ben);
  fake.advance(10 * MINUTE_MS);
  const soon = await syncOnce(fake, first.state);
  fake.advance(DAY_MS);
  const { ops, state } = await syncOnce(fake, soon.state);
  // Slack shows the app nothing of the private one any more: it cannot be told from one that has put it out.
  expect(soon.ops).toContainEqual({ op: "deleteContainer", containerId: `T0001/${secret}`, reason: "access_lost" });
  expect(ops.at(-1)).toMatchObject({ op: "done", incompleteContainers: [`T0001/${general}`] });
  const seen = whatEachSees(await withGroups(fake, state));
  expect([...(seen.get("ada@acme.example")?.values() ?? [])]).toEqual([`In ${general}`]);
  expect(seen.has("ben@acme.example")).toBe(false);
  const listed = [];
  for await (const op of slack.inventory?.(contextFor(fake, {}, state), checkpointOf(state)) ?? []) listed.push(op);
  expect(listed.at(-1)).toEqual({ op: "end", complete: true, incompleteContainers: [`T0001/${general}`] });
});

test("a channel that is opened again goes on where the app is let in, and goes where it is not", async () => {
  const { fake, general, ada, say } = await company();
  const other = fake.change.addChannel(fake.world, { name: "other", members: [ada] }).id;
  for (const channel of [general, other]) say(channel, `In ${channel}`);
  const first = await syncOnce(fake);
  for (const channel of [general, other]) fake.change.archive(fake.world, channel);
  fake.advance(10 * MINUTE_MS);
  const archived = await syncOnce(fake, first.state);
  expect(archived.state.documents.size).toBe(2);
  for (const channel of [general, other]) fake.change.unarchive(fake.world, channel);
  fake.change.join(fake.world, general, fake.world.botUserId);
  say(general, "Said after that");
  fake.advance(10 * MINUTE_MS);
  const { ops, state } = await syncOnce(fake, archived.state);
  expect(ops).toContainEqual({ op: "deleteContainer", containerId: `T0001/${other}`, reason: "access_lost" });
  expect(textOf(state)).toContain(`In ${general}`);
  expect(textOf(state)).toContain("Said after that");
  expect(textOf(state)).not.toContain(`In ${other}`);
});

test("a channel that the patterns leave out from now on goes; a listing that fails removes nothing", async () => {
  const { fake, general, secret, say } = await company();
  say(general, "Public");
  say(secret, "Private");
  const first = await syncOnce(fake);
  fake.faults.add("users.conversations", { kind: "status", status: 503 }, { times: 10 });
  await expect(syncOnce(fake, first.state)).rejects.toMatchObject({ code: "unavailable" });
  fake.faults.clear();
  const { ops } = await syncOnce(fake, first.state, { settings: { channels: { exclude: ["gen*"] } } });
  expect(ops).toContainEqual({ op: "deleteContainer", containerId: `T0001/${general}`, reason: "out_of_scope" });
});

test("a channel that cannot be read is told of, spared from removal, and the others go on", async () => {
  const { fake, general, secret, say } = await company();
  say(general, "Public");
  say(secret, "Private");
  const first = await syncOnce(fake);
  fake.advance(DAY_MS);
  fake.faults.add(
    "conversations.history",
    { kind: "refuse", error: "missing_scope", needed: "groups:history" },
    { when: (params) => params["channel"] === secret },
  );
  const { ops, state } = await syncOnce(fake, first.state);
  expect(ops).toContainEqual({
    op: "error",
    error: expect.objectContaining({ scope: "container", ref: `T0001/${secret}`, code: "forbidden" }),
  });
  expect(ops.at(-1)).toEqual({ op: "done", listed: "everything", incompleteContainers: [`T0001/${secret}`] });
  expect(state.documents.size).toBe(2);
});

test("messages of apps and of Slack itself are left out, unless the operator wants those of apps", async () => {
  const { fake, general, say } = await company();
  say(general, "<@U1> has joined the channel", { subtype: "channel_join" });
  say(general, "Deployed release 7", { botId: "B1", username: "deploys", subtype: "bot_message" });
  const without = await syncOnce(fake);
  expect(without.state.documents.size).toBe(0);
  const settings = { includeBots: true };
  const { state } = await syncOnce(fake, EMPTY_STATE, { settings });
  expect(textOf(state)).toBe("deploys: Deployed release 7");
});

test("direct messages are read only when the operator says so, and belong to those in them", async () => {
  const { fake, ben, say } = await company();
  const direct = fake.change.addChannel(fake.world, { name: "dm", kind: "im", members: [ben] }).id;
  say(direct, "Between us");
  expect((await syncOnce(fake)).state.documents.size).toBe(0);
  const settings = { directMessages: true };
  const { state } = await syncOnce(fake, EMPTY_STATE, { settings });
  expect([...whatEachSees(await withGroups(fake, state, settings)).keys()]).toEqual(["ben@acme.example"]);
});

test("a message that gets a thread leaves the run it was in; a deleted first message gives the run a new name", async () => {
  const { fake, general, say, reply } = await company();
  const first = say(general, "One", { at: fake.world.now - 10 * MINUTE_MS });
  const second = say(general, "Two", { at: fake.world.now - 9 * MINUTE_MS });
  const third = say(general, "Three", { at: fake.world.now - 8 * MINUTE_MS });
  const before = await syncOnce(fake);
  expect([...before.state.documents.keys()]).toEqual([`${general}/${first}`]);
  fake.advance(HOUR_MS);
  reply(general, second, "About two");
  fake.change.remove(fake.world, general, first);
  const { state } = await syncOnce(fake, before.state);
  expect([...state.documents.keys()].toSorted()).toEqual([`${general}/${second}`, `${general}/${third}`]);
  expect(checkpointOf(state)).not.toBeNull();
});

test("the checkpoint of another version is not misread: everything is read again", () => {
  expect(slack.migrateCheckpoint?.({ channels: {} }, 7)).toBeNull();
  expect(slack.checkpoint?.safeParse({ channels: { C1: { oldest: 1_777_530_605.956742 } }, mode: "normal" }).success).toBe(false);
});

test("a server that does not know the cheap listing is asked for all channels, and only those with the app are read", async () => {
  const { fake, general, say } = await company();
  fake.change.addChannel(fake.world, { name: "elsewhere", hasBot: false });
  say(general, "Here");
  fake.faults.add("users.conversations", { kind: "status", status: 404 }, { times: 10 });
  const first = await syncOnce(fake);
  fake.advance(10 * MINUTE_MS);
  const { state } = await syncOnce(fake, first.state);
  expect([...state.containers.values()].map((node) => node.title)).toEqual(["#general", "#secret"]);
});

test("a message that follows within minutes joins the run of the last poll, which is built anew as a whole", async () => {
  const { fake, general, say } = await company();
  const first = say(general, "One");
  let { state } = await syncOnce(fake);
  for (const text of ["Two", "Three"]) {
    fake.advance(3 * MINUTE_MS);
    say(general, text);
    ({ state } = await syncOnce(fake, state));
  }
  expect([...state.documents.keys()]).toEqual([`${general}/${first}`]);
  expect(textOf(state)).toBe("Ada: One\nAda: Two\nAda: Three");
  fake.advance(10 * MINUTE_MS);
  const later = say(general, "Later");
  ({ state } = await syncOnce(fake, state));
  expect([...state.documents.keys()]).toEqual([`${general}/${first}`, `${general}/${later}`]);
});
