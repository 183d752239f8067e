import { syncGroups } from "@smartypants/core";
import { type Group, type GroupOp, SmartyError, type SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

const HOUR_MS = 3_600_000;
const END: GroupOp = { op: "end", complete: true };

let engine: TestEngine;
let source: string;
const ada = () => engine.reader("ada@example.org");
const grace = () => engine.reader("grace@example.org");

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource();
  engine.connected.sync = channels("general", "secret");
  groups({ general: ["user:ada@example.org", "user:grace@example.org"], secret: ["user:ada@example.org"] });
  await engine.sync(source);
});
afterEach(() => engine.close());

/** Equal ones would be shown as one. */
const TEXTS: Readonly<Record<string, string>> = {
  general: "They dig burrows along the river all night, and sleep in them by day.",
  secret: "Quarterly revenue grew in every region but the north, whose office was closed.",
};

/** One document in each channel, whose members may read it. */
function channels(...ids: readonly string[]): () => SyncOp[] {
  return () => [
    ...ids.map((id): SyncOp => ({ op: "container", node: { id, title: id, acl: { mode: "restricted", allow: [`group:${id}`] } } })),
    ...ids.map((id) => upsert(doc(`in ${id}`, `Wombats. ${TEXTS[id] ?? ""}`, { containerId: id, acl: { mode: "inherit" } }))),
    EVERYTHING,
  ];
}

function group(id: string, members: readonly string[]): GroupOp {
  return { op: "group", group: { id, members } satisfies Group };
}

function groups(all: Readonly<Record<string, readonly string[]>>, end: GroupOp | null = END): void {
  engine.connected.groups = () => [...Object.entries(all).map(([id, members]) => group(id, members)), ...(end === null ? [] : [end])];
}

function read(): Promise<void> {
  return syncGroups(engine.ports, source, new AbortController().signal);
}

test("a membership change acts at the next search, and touches no document", async () => {
  expect((await engine.find("wombats", ada())).toSorted()).toEqual(["in general", "in secret"]);
  expect(await engine.find("wombats", grace())).toEqual(["in general"]);
  const embedded = engine.embedded();
  groups({ general: ["user:ada@example.org"], secret: ["user:Grace@Example.org"] });
  await read();
  expect(await engine.find("wombats", ada())).toEqual(["in general"]);
  expect(await engine.find("wombats", grace())).toEqual(["in secret"]);
  expect(engine.embedded()).toBe(embedded);
  expect(await engine.ports.database.indexChanges.count()).toBe(0);
});

test("groups in groups, in any order and in circles", async () => {
  groups({ general: ["group:staff"], staff: ["group:team", "group:general"], team: ["user:grace@example.org"], secret: [] });
  await read();
  expect(await engine.find("wombats", grace())).toEqual(["in general"]);
  expect(await engine.find("wombats", ada())).toEqual([]);
});

test("a group of the source is never one of ours, nor one of another source", async () => {
  const other = await engine.connectedSource();
  groups({ general: [], secret: [], [`../${other}/x`]: ["user:ada@example.org"], "local/staff": ["user:ada@example.org"] });
  await read();
  const principals = await engine.ports.database.forActor(ada()).content.principals();
  expect(principals.filter((each) => each.startsWith("group:"))).toEqual([`group:${source}/../${other}/x`, `group:${source}/local/staff`]);
});

test("members that are no principals are nobody", async () => {
  groups({ general: ["ada@example.org", "", "user:", "*", "user:grace@example.org"], secret: [] });
  await read();
  expect(await engine.find("wombats", ada())).toEqual([]);
  expect(await engine.find("wombats", grace())).toEqual(["in general"]);
});

test("a group that has vanished from a complete listing grants nothing", async () => {
  groups({ general: ["user:ada@example.org"] });
  await read();
  expect(await engine.find("wombats", ada())).toEqual(["in general"]);
});

describe("a listing that is not complete", () => {
  test.each([
    ["says so", { op: "end", complete: false } as const],
    ["has no end", null],
  ])("%s: what it showed holds, what it did not show stays, and nothing counts as fresh", async (_name, end) => {
    const before = (await engine.ports.database.sources.get(source))?.groupsSyncedAt;
    engine.clock.advance(HOUR_MS);
    groups({ general: ["user:grace@example.org"] }, end);
    await read();
    expect(await engine.find("wombats", ada())).toEqual(["in secret"]);
    expect((await engine.ports.database.sources.get(source))?.groupsSyncedAt).toBe(before);
  });

  test("or fails in the middle: the same", async () => {
    engine.connected.groups = function* () {
      yield group("general", []);
      throw new SmartyError("network", "The source cannot be reached.");
    };
    await expect(read()).rejects.toMatchObject({ code: "network" });
    expect(await engine.find("wombats", ada())).toEqual(["in secret"]);
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "active" });
  });
});

test("memberships that could not be read for a day grant nothing, whoever has searched before; reading them gives them back", async () => {
  await engine.ports.database.sources.update(source, { aclSyncedAt: engine.clock.now() + 12 * HOUR_MS }, engine.clock.now());
  expect(await engine.find("wombats", ada())).toHaveLength(2);
  engine.clock.advance(24 * HOUR_MS - 1);
  expect(await engine.find("wombats", ada())).toHaveLength(2);
  engine.clock.advance(1);
  expect(await engine.find("wombats", ada())).toEqual([]);
  expect(await engine.ports.database.forActor(ada()).content.principals()).toEqual([
    "domain:example.org",
    "everyone",
    "user:ada@example.org",
  ]);
  await read();
  expect(await engine.find("wombats", ada())).toHaveLength(2);
});

test("a source whose memberships were never read grants nothing by them", async () => {
  const fresh = await engine.connectedSource();
  await engine.ports.database.acls.setGroupMembers(fresh, "g", ["user:ada@example.org"]);
  expect(await engine.ports.database.forActor(ada()).content.principals()).not.toContain(`group:${fresh}/g`);
});

test("a credential that works no more stops the source with its reason", async () => {
  engine.connected.groups = () => {
    throw new SmartyError("auth", "Sign in again.");
  };
  await expect(read()).rejects.toMatchObject({ code: "auth" });
  expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "reconnect", stateReason: "Sign in again." });
});

test("a full sync reads the memberships before and after; a fault there does not keep the documents back", async () => {
  let reads = 0;
  engine.connected.groups = () => {
    reads += 1;
    throw new SmartyError("network", "The source cannot be reached.");
  };
  engine.clock.advance(HOUR_MS);
  expect(await engine.sync(source)).toMatchObject({ state: "succeeded" });
  expect(reads).toBe(2);
});

test("a source that an operator has opened to chosen people asks for no memberships", async () => {
  let reads = 0;
  engine.connected.groups = () => {
    reads += 1;
    return [END];
  };
  await engine.ports.database.sources.update(source, { access: { mode: "everyone" } }, engine.clock.now());
  await read();
  await engine.sync(source);
  expect(reads).toBe(0);
});
