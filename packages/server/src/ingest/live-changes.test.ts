import { startSlackFake, type SlackFake } from "@smartypants/connector-slack/fake";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

// The whole product with its threads; events come over a WebSocket through the host's own way out, and nobody asks for a sync.
const LIMIT_MS = 60_000;
const PATIENCE = { timeout: 3 * LIMIT_MS };

let server: TestServer;
let ada: TestPerson;
let ben: TestPerson;

beforeAll(async () => {
  server = await openTestServer({ environment: { SMARTY_CONNECTOR_NETWORKS: "127.0.0.1" } });
  [ada, ben] = [await server.person("ada", { domain: "acme.example" }), await server.person("ben", { domain: "acme.example" })];
});
afterAll(() => server.close());

let slack: SlackFake;
let sourceId: string;
let users: Readonly<Record<"ada" | "ben", string>>;
let channels: Readonly<Record<"general" | "board", string>>;

beforeEach(async () => {
  slack = await startSlackFake();
  const { change, world } = slack;
  users = { ada: change.addUser(world, { name: "Ada" }).id, ben: change.addUser(world, { name: "Ben" }).id };
  channels = {
    general: change.addChannel(world, { name: "general", members: [users.ada] }).id,
    board: change.addChannel(world, { name: "board", isPrivate: true, members: [users.ada, users.ben] }).id,
  };
  change.post(world, channels.general, users.ada, "The walrus is fed at noon.");
  change.post(world, channels.board, users.ada, "The budget of the marmot house is too small.");
  const { settings, credential } = slack;
  const json = { connector: "slack", name: "Slack", settings, credential, access: { mode: "source" } };
  const { body } = await server.call<{ id: string }>(server.admin, "POST /api/v1/sources", { json });
  sourceId = body.id;
  const { state } = await server.sync(sourceId);
  if (state !== "succeeded") throw new Error(`the first sync ended as ${state}`);
  await until(async () => (slack.sockets.connections() > 0 ? true : undefined), LIMIT_MS);
});

afterEach(async () => {
  await server.call(server.admin, `DELETE /api/v1/sources/${sourceId}`);
  await slack.close();
});

async function finds(person: TestPerson, query: string): Promise<boolean> {
  const json = { query, limit: 20, filters: { sources: [sourceId] } };
  const { status, body, text } = await server.call<{ hits: readonly object[] }>(person, "POST /api/v1/search", { json });
  if (status !== 200) throw new Error(text);
  // By meaning other messages are found too.
  return body.hits.some((hit) => JSON.stringify(hit).toLowerCase().includes(query));
}

/** Looks until `query` is found, or no longer is; fails after a minute. */
function once(person: TestPerson, query: string, isFound = true): Promise<true> {
  return until(async () => ((await finds(person, query)) === isFound ? true : undefined), LIMIT_MS);
}

async function groupsSyncedAt(): Promise<string> {
  const path = `GET /api/v1/sources/${sourceId}` as const;
  const { body } = await server.call<{ permissions: { groupsSyncedAt: string } }>(server.admin, path);
  return body.permissions.groupsSyncedAt;
}

test("what is said is found within a minute, and so is what was changed; what was deleted is not", PATIENCE, async () => {
  const { change, world, sockets } = slack;
  const ts = change.post(world, channels.general, users.ada, "The zebra has arrived.");
  await once(ben, "zebra");
  change.edit(world, channels.general, ts, "The okapi has arrived.");
  await once(ben, "okapi");
  expect(await finds(ben, "zebra")).toBe(false);
  change.remove(world, channels.general, ts);
  await once(ben, "okapi", false);
  expect(sockets.acknowledged.size, "each event is acknowledged").toBe(3);
  expect(slack.violations).toEqual([]);
});

test("events that came while the connection was away are made up for", PATIENCE, async () => {
  slack.sockets.disconnect("refresh_requested");
  slack.change.post(slack.world, channels.general, users.ada, "The ibex has arrived.");
  await once(ben, "ibex");
  expect(slack.sockets.connections()).toBeGreaterThan(0);
});

test(
  "who leaves a private channel finds nothing of it within a minute, and the source shows when its members were read",
  PATIENCE,
  async () => {
    await once(ben, "marmot");
    const before = await groupsSyncedAt();
    slack.change.leave(slack.world, channels.board, users.ben);
    await once(ben, "marmot", false);
    expect(await finds(ada, "marmot")).toBe(true);
    await until(async () => ((await groupsSyncedAt()) > before ? true : undefined), LIMIT_MS);
  },
);

// What is said right after a channel has become private comes as an event of its own, which may be looked at first.
test("from the moment a channel is private, nobody else finds what is said in it", PATIENCE, async () => {
  const { change, world } = slack;
  await once(ben, "walrus");
  change.convertToPrivate(world, channels.general);
  change.post(world, channels.general, users.ada, "The pangolin is a secret.");
  const leaks: string[] = [];
  await until(async () => {
    if (await finds(ben, "pangolin")) leaks.push("pangolin");
    return (await finds(ada, "pangolin")) ? true : undefined;
  }, LIMIT_MS);
  if (await finds(ben, "pangolin")) leaks.push("pangolin at the end");
  expect(leaks).toEqual([]);
  await once(ben, "walrus", false);
  expect(await finds(ada, "walrus")).toBe(true);
});
