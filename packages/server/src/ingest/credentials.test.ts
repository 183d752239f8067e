import { type Actor, checkCredential, createSource, deleteSource, purgeSource, updateSource } from "@smartypants/core";
import type { ConnectorContext, SmartyError } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { EVERYTHING } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;
let editor: Actor;

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource({ token: "xoxb-first-secret-token" });
  editor = { ...engine.reader("editor@example.org"), role: "editor" };
});
afterEach(() => engine.close());

type Context = ConnectorContext<unknown, { account: string; token: string }>;

/** Does something with the context of a sync, as a connector does. */
async function during<Value>(work: (context: Context) => Promise<Value>, sourceId = source): Promise<Value> {
  const result = Promise.withResolvers<Value>();
  engine.connected.sync = async function* (context) {
    await work(context).then(result.resolve, (error: unknown) => {
      result.reject(error);
      throw error;
    });
    yield EVERYTHING;
  };
  result.promise.catch(() => {});
  await engine.sync(sourceId);
  return result.promise;
}

async function tables(): Promise<string> {
  const rows = await Promise.all([
    engine.db.selectFrom("sourceCredential").selectAll().execute(),
    engine.db.selectFrom("source").selectAll().execute(),
    engine.db.selectFrom("auditEvent").selectAll().execute(),
    engine.db.selectFrom("credentialDraft").selectAll().execute(),
  ]);
  return JSON.stringify(rows);
}

test("is kept sealed, comes back as it was to the connector, and shows no more than hints", async () => {
  expect(await during((context) => context.credentials.get())).toEqual({ account: "acme", token: "xoxb-first-secret-token" });
  expect(await tables()).not.toMatch(/first-secret/);
  const stored = await engine.ports.database.sourceConnections.credential(source);
  expect(stored?.hints).toEqual({ account: "acme", token: "…oken" });
});

// Whoever can write into the database could otherwise have one source's credential used by another.
test("does not open in another source's row", async () => {
  const other = await engine.connectedSource({ token: "another token" });
  const { sealed } = (await engine.ports.database.sourceConnections.credential(source)) ?? { sealed: "" };
  await engine.db.updateTable("sourceCredential").set({ sealed }).where("sourceId", "=", other).execute();
  await expect(during((context) => context.credentials.get(), other)).rejects.toThrow("stored secret");
});

test("a renewed one is there for every later run", async () => {
  await during(async (context) => {
    await context.credentials.get();
    await context.credentials.update({ account: "acme", token: "second" });
    expect(await context.credentials.get()).toEqual({ account: "acme", token: "second" });
  });
  expect(await during((context) => context.credentials.get())).toMatchObject({ token: "second" });
});

test("one that an operator enters meanwhile is not replaced by one renewed from the old", async () => {
  const fault = await during(async (context) => {
    await context.credentials.get();
    await updateSource(engine.ports, editor, source, { credential: { token: "entered" } });
    return context.credentials.update({ account: "acme", token: "renewed from the first" }).catch((error: unknown) => error);
  });
  expect(fault).toMatchObject({ code: "conflict" });
  expect(await during((context) => context.credentials.get())).toMatchObject({ token: "entered" });
});

// A refresh token that is good for one use: whoever renews it second would sign everybody out.
test("of many who renew at once each sees what the one before has left", async () => {
  const renewals = await during((context) =>
    Promise.all(
      Array.from({ length: 5 }, async () => {
        const { credential, leaseId } = await context.credentials.lock(60_000);
        const next = `${credential.token}+`;
        await context.credentials.update({ account: "acme", token: next });
        await context.credentials.release(leaseId);
        return next.slice("xoxb-first-secret-token".length);
      }),
    ),
  );
  expect(renewals.toSorted()).toEqual(["+", "++", "+++", "++++", "+++++"]);
});

test("the lease of one who has died ends by itself, and what that one writes late is refused", async () => {
  const late = await during(async (context) => {
    await context.credentials.lock(5000);
    const other = await engine.ports.database.sourceConnections.takeLease(source, "other", engine.clock.now() + 5000, engine.clock.now());
    expect(other).toBe(false);
    engine.clock.advance(5000);
    expect(await engine.ports.database.sourceConnections.takeLease(source, "other", engine.clock.now() + 5000, engine.clock.now())).toBe(
      true,
    );
    return context.credentials.update({ account: "acme", token: "too late" }).catch((error: unknown) => error);
  });
  expect(late).toMatchObject({ code: "conflict" });
  expect(await during((context) => context.credentials.get())).toMatchObject({ token: "xoxb-first-secret-token" });
});

test("a source without one says so, and stops", async () => {
  await engine.ports.database.sourceConnections.removeCredential(source);
  await expect(during((context) => context.credentials.get())).rejects.toMatchObject({ code: "auth" });
  expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "reconnect" });
});

test("entering a new one makes a stopped source active again", async () => {
  await engine.ports.database.sources.update(source, { state: "reconnect", stateReason: "Sign in again." }, 1);
  expect(await updateSource(engine.ports, editor, source, { credential: { token: "entered" } })).toMatchObject({
    state: "active",
    stateReason: null,
  });
});

// Whoever may change settings could otherwise have the token sent to a host of their own.
test("settings that name another host ask for the credential again", async () => {
  const change = (settings: unknown, more: object = {}) => updateSource(engine.ports, editor, source, { settings, ...more });
  await expect(change({ apiBaseUrl: "https://evil.example.org" })).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "credential" }],
  });
  await expect(change({ host: "evil.example.org" })).rejects.toMatchObject({ code: "invalid" });
  await change({ channels: ["a"] });
  await change({ apiBaseUrl: "https://other.example.org" }, { credential: { token: "for the other" } });
  await change({ apiBaseUrl: "https://other.example.org", channels: ["b"] });
});

test("is refused where it does not fit, without a word of what was entered", async () => {
  const create = (credential: unknown) =>
    createSource(engine.ports, editor, {
      connector: "connected",
      name: "x",
      settings: {},
      access: { mode: "source" },
      schedule: null,
      credential,
    });
  await expect(create(undefined)).rejects.toMatchObject({ code: "invalid", fields: [{ path: "credential" }] });
  const error = await create({ token: "s1", secretThing: "s2" }).catch((fault: unknown) => fault as SmartyError);
  expect(error).toMatchObject({ code: "invalid", fields: [{ path: "credential.token" }, { path: "credential" }] });
  expect(JSON.stringify([(error as SmartyError).message, (error as SmartyError).fields])).not.toMatch(/s1|s2/);
  expect(await engine.ports.database.sources.all()).toHaveLength(1);
});

test("goes with its source", async () => {
  await deleteSource(engine.ports, editor, source);
  await purgeSource(engine.ports, source, new AbortController().signal);
  expect(await engine.ports.database.sourceConnections.credential(source)).toBeNull();
  expect(await engine.db.selectFrom("sourceCredential").selectAll().execute()).toEqual([]);
});

test("the daily check notes when it ends, the soonest of what the source says; entering a new one forgets that", async () => {
  const check = async (...ends: readonly (number | undefined)[]) => {
    engine.connected.check = async function* (context) {
      await context.credentials.get();
      for (const [at, expiresAt] of ends.entries())
        yield { id: `c${at}`, title: "Check", required: true, status: "ok", ...(expiresAt !== undefined && { expiresAt }) };
    };
    const stored = await engine.ports.database.sources.get(source);
    if (stored === null) throw new Error("the source has gone");
    await checkCredential(engine.ports, stored, new AbortController().signal);
    return (await engine.ports.database.sourceConnections.credential(source))?.expiresAt;
  };
  expect(await check(undefined, 900, 500)).toBe(500);
  expect(await check(undefined)).toBeNull();
  expect(await check(700)).toBe(700);
  await updateSource(engine.ports, editor, source, { credential: { token: "entered" } });
  expect((await engine.ports.database.sourceConnections.credential(source))?.expiresAt).toBeNull();
});

test("a stored one is checked soon after it was entered", async () => {
  const jobs = await engine.ports.jobs.list({ states: ["waiting"], limit: 10 });
  expect(jobs).toMatchObject([{ task: "check-credential", payload: { sourceId: source } }]);
});
