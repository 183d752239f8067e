import { queueSync, runSync, syncGroups, syncItems } from "@smartypants/core";
import { startSlackFake, type SlackFake } from "@smartypants/connector-slack/fake";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setSourceSchedules } from "../source-schedules.ts";
import { openDriveWorld } from "../testing/drive-world.ts";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { until } from "../testing/open-test-server.ts";
import { connect } from "../testing/random-changes.ts";
import { slack } from "@smartypants/connector-slack";
import type { Connector } from "@smartypants/sdk";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ADA = "ada@acme.example";
const BEN = "ben@acme.example";

let engine: TestEngine;
let fake: SlackFake;
let sourceId: string;
let ids: { readonly ada: string; readonly ben: string; readonly open: string; readonly closed: string };

const connector: Connector = slack;

beforeEach(async () => {
  fake = await startSlackFake();
  engine = await openEngine({ connectors: [connector], skipsPauses: true });
  const { change, world } = fake;
  const ada = change.addUser(world, { name: "Ada" }).id;
  const ben = change.addUser(world, { name: "Ben" }).id;
  const open = change.addChannel(world, { name: "open", members: [ada] }).id;
  const closed = change.addChannel(world, { name: "closed", isPrivate: true, members: [ada, ben] }).id;
  ids = { ada, ben, open, closed };
  change.post(world, open, ada, "The walrus is fed at noon.");
  change.post(world, closed, ada, "The marmot house is too small.");
  // Without the token for events.
  sourceId = await connect(engine, { connector, settings: fake.settings, credential: { botToken: fake.credential.botToken } });
  const { state } = await engine.sync(sourceId);
  if (state !== "succeeded") throw new Error(`the first sync ended as ${state}`);
});
afterEach(async () => {
  await engine.close();
  await fake.close();
});

async function finds(email: string, word: string): Promise<boolean> {
  const { content } = engine.ports.database.forActor(engine.reader(email));
  const documents = await content.documents({ sourceId, limit: 200 });
  const texts = await Promise.all(documents.map(({ id }) => content.text(id, null)));
  const isReadable = texts.some((each) => each?.text.includes(word) === true);
  const hits = await engine.find(word, engine.reader(email));
  // What search shows is among what may be read.
  expect(hits.every((hit) => documents.some(({ externalId }) => externalId === hit))).toBe(true);
  return isReadable && hits.length > 0;
}

const present = () => engine.ports.database.sources.get(sourceId);

/** The queue with the product's own schedules, by the engine's clock. */
async function startSchedules(): Promise<void> {
  const { ports } = engine;
  await ports.jobs.start(
    {
      "scheduled-sync": async () => {
        const source = await present();
        if (source !== null) await queueSync(ports, source, "schedule", { requestedBy: null });
      },
      "sync-source": (payload, { jobId, signal }) =>
        runSync(ports, { ...(payload as { syncRunId: string; confirmRemoval: boolean }), jobId }, signal),
      "sync-groups": (payload, { signal }) => syncGroups(ports, (payload as { sourceId: string }).sourceId, signal),
    },
    [],
  );
  const source = await present();
  if (source === null) throw new Error("the source has gone");
  await setSourceSchedules(ports, [{ ...source, schedule: "*/15 * * * *" }]);
}

/** Both clocks. */
function pass(ms: number): void {
  engine.clock.advance(ms);
  fake.advance(ms);
}

describe("without events", () => {
  test("who leaves a private channel finds nothing of it after five minutes, without a sync", async () => {
    await startSchedules();
    const before = (await present())?.groupsSyncedAt ?? 0;
    fake.change.leave(fake.world, ids.closed, ids.ben);
    expect(await finds(BEN, "marmot")).toBe(true);
    pass(5 * MINUTE_MS);
    await until(async () => ((await finds(BEN, "marmot")) ? undefined : true));
    expect(await finds(ADA, "marmot")).toBe(true);
    // Shown on the source; the end of the reading comes after its groups.
    await until(async () => (((await present())?.groupsSyncedAt ?? 0) >= before + 5 * MINUTE_MS ? true : undefined));
  });

  test("what is said is found after the interval of the source", async () => {
    await startSchedules();
    fake.change.post(fake.world, ids.open, ids.ada, "The ibex has arrived.");
    pass(15 * MINUTE_MS);
    expect(await until(async () => ((await finds(BEN, "ibex")) ? true : undefined))).toBe(true);
  });
});

describe("fails closed", () => {
  test.each(["token_revoked", "account_inactive", "invalid_auth"])(
    "a credential that is refused (%s) asks to be connected again",
    async (refusal) => {
      const token = fake.world.tokens.get(fake.credential.botToken);
      if (token === undefined) throw new Error("the double has no token");
      token.refusal = refusal;
      expect(await engine.sync(sourceId)).toMatchObject({ state: "failed", error: { code: "auth" } });
      expect(await present()).toMatchObject({ state: "reconnect", stateReason: expect.stringMatching(/\w/) });
      // Permissions of yesterday are not those of today.
      expect(await finds(ADA, "marmot")).toBe(true);
      engine.clock.advance(24 * HOUR_MS);
      for (const email of [ADA, BEN])
        for (const word of ["marmot", "walrus"]) expect(await finds(email, word), `${email} ${word}`).toBe(false);
    },
  );

  test("memberships that cannot be read for a day grant nothing, though documents go on to be read", async () => {
    const refuse = () => {
      fake.faults.add("users.list", { kind: "refuse", error: "internal_error" }, { times: 1000 });
      fake.faults.add("conversations.members", { kind: "refuse", error: "internal_error" }, { times: 1000 });
    };
    refuse();
    for (let hours = 0; hours < 24; hours += 6) {
      pass(6 * HOUR_MS);
      await engine.sync(sourceId).catch(() => {});
    }
    for (const email of [ADA, BEN])
      for (const word of ["marmot", "walrus"]) expect(await finds(email, word), `${email} ${word}`).toBe(false);
    fake.faults.clear();
    pass(10 * MINUTE_MS);
    await engine.sync(sourceId);
    expect(await finds(BEN, "marmot")).toBe(true);
  });

  test("a public channel that has become private is shown to its members alone from the next sync's first step on", async () => {
    const { change, world } = fake;
    expect(await finds(BEN, "walrus")).toBe(true);
    change.convertToPrivate(world, ids.open);
    change.post(world, ids.open, ids.ada, "The pangolin is a secret.");
    // The sync breaks as soon as it has looked at the channels.
    fake.faults.add("conversations.history", { kind: "status", status: 503 }, { times: 100 });
    await engine.sync(sourceId).catch(() => {});
    expect(await finds(BEN, "walrus")).toBe(false);
    expect(await finds(ADA, "walrus")).toBe(true);
    fake.faults.clear();
    await engine.sync(sourceId);
    expect([await finds(ADA, "pangolin"), await finds(BEN, "pangolin")]).toEqual([true, false]);
  });

  test("a channel that becomes private during a long sync is read for its members alone", async () => {
    const { change, world } = fake;
    // Read after the others: the sync has been under way for minutes by then.
    const late = change.addChannel(world, { id: "C900000", name: "late", members: [ids.ada] }).id;
    change.post(world, late, ids.ada, "The lemur is asleep.");
    fake.faults.add("conversations.history", { kind: "slow", ms: 1200 });
    fake.resetCalls();
    const running = engine.sync(sourceId);
    await until(async () => (fake.count("conversations.history") > 0 ? true : undefined));
    change.convertToPrivate(world, late);
    change.post(world, late, ids.ada, "The pangolin is a secret.");
    fake.advance(5 * MINUTE_MS);
    await running;
    expect(await finds(BEN, "pangolin")).toBe(false);
    expect(await finds(BEN, "lemur")).toBe(false);
    await engine.sync(sourceId);
    expect(await finds(ADA, "pangolin")).toBe(true);
    expect(await finds(BEN, "pangolin")).toBe(false);
  });

  // An event for the message may be looked at before the one for its channel.
  test("what is said in a channel that has just become private is fetched by itself for its members alone", async () => {
    const { change, world } = fake;
    change.convertToPrivate(world, ids.open);
    const ts = change.post(world, ids.open, ids.ada, "The pangolin is a secret.");
    const request = { sourceId, externalIds: [`${ids.open}/${ts}`], trigger: "items" as const };
    await syncItems(engine.ports, request, "0", new AbortController().signal);
    expect(await finds(BEN, "pangolin")).toBe(false);
    await engine.sync(sourceId);
    expect([await finds(ADA, "pangolin"), await finds(BEN, "pangolin")]).toEqual([true, false]);
  });

  test("Google Drive: without its key the source asks to be connected again, and grants nothing after a day", async () => {
    const drive = await openDriveWorld({ seed: 1, people: 6 });
    const other = await openEngine({ connectors: [drive.connector], skipsPauses: true });
    try {
      const id = await connect(other, drive);
      expect(await other.sync(id)).toMatchObject({ state: "succeeded" });
      const readable = async () =>
        Promise.all(
          drive.people.map(
            async (email) =>
              (await other.ports.database.forActor(other.reader(email)).content.documents({ sourceId: id, limit: 200 })).length,
          ),
        );
      expect(Math.max(...(await readable()))).toBeGreaterThan(0);
      drive.revoke();
      expect(await other.sync(id)).toMatchObject({ state: "failed" });
      expect(await other.ports.database.sources.get(id)).toMatchObject({ state: "reconnect" });
      other.clock.advance(24 * HOUR_MS);
      expect(new Set(await readable())).toEqual(new Set([0]));
    } finally {
      await other.close();
      await drive.close();
    }
  });
});
