import type { NewPerson, PeopleRepository } from "@smartypants/core";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeOnEngines, type OpenedDatabase } from "../../testing/describe-on-engines.ts";
import { createPeopleRepository } from "../people.ts";
import { createPersonalDataRepository } from "../personal-data.ts";

const person = (id: string, more: Partial<NewPerson> = {}): NewPerson => ({
  id,
  email: `${id}@example.org`,
  name: `Name of ${id}`,
  role: "member",
  verifiedBy: "setup",
  passwordHash: null,
  now: 1000,
  ...more,
});

describeOnEngines("people repository", (open) => {
  let opened: OpenedDatabase;
  let people: PeopleRepository;

  beforeEach(async () => {
    opened = await open();
    people = createPeopleRepository(opened.handle.db);
  });
  afterEach(() => opened.dispose());

  const erase = (userId: string): Promise<unknown> =>
    createPersonalDataRepository(opened.handle).forget({ userId, principals: [] }, "root");

  async function epoch(): Promise<number> {
    const row = await opened.handle.db.selectFrom("epoch").select("value").where("name", "=", "acl").executeTakeFirst();
    return row?.value ?? 0;
  }

  async function addSession(userId: string): Promise<void> {
    const at = new Date(1000).toISOString();
    await sql`insert into auth_session (id, expires_at, token, created_at, updated_at, user_id)
      values (${`s-${userId}`}, ${at}, ${`t-${userId}`}, ${at}, ${at}, ${userId})`.execute(opened.handle.plain);
  }

  async function sessionCount(userId: string): Promise<number> {
    const { rows } = await sql`select id from auth_session where user_id = ${userId}`.execute(opened.handle.plain);
    return rows.length;
  }

  test("a person is found as stored, by id and by address", async () => {
    await people.create(person("ada", { role: "editor", verifiedBy: "grace" }));
    const stored = await people.get("ada");
    expect(stored).toEqual({
      id: "ada",
      email: "ada@example.org",
      name: "Name of ada",
      role: "editor",
      disabled: false,
      verifiedAt: 1000,
      verifiedBy: "grace",
      createdAt: 1000,
      updatedAt: 1000,
    });
    expect(await people.byEmail("ada@example.org")).toEqual(stored);
    expect(await people.get("nobody")).toBeNull();
  });

  test("an address is taken once", async () => {
    await people.create(person("ada"));
    await expect(people.create(person("eve", { email: "ada@example.org" }))).rejects.toMatchObject({ code: "conflict" });
    expect(await people.get("eve")).toBeNull();
  });

  // Two browsers, or two servers on one Postgres, that set up at the same moment.
  test("of many first people one is made", async () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const outcomes = await Promise.all(ids.map((id) => people.createFirst(person(id, { role: "admin" }))));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await people.list({ limit: 10 })).toHaveLength(1);
    expect(await people.createFirst(person("z"))).toBe(false);
  });

  test("the last enabled administrator can neither be demoted, disabled nor removed", async () => {
    await people.create(person("ada", { role: "admin" }));
    await people.create(person("bob", { role: "admin" }));
    expect((await people.firstAdmin())?.id).toBe("ada");
    expect(await people.update("bob", { disabled: true }, 2000)).toBe("done");
    expect(await people.update("ada", { role: "editor" }, 2000)).toBe("last-admin");
    expect(await people.update("ada", { disabled: true }, 2000)).toBe("last-admin");
    expect(await erase("ada")).toBe("last-admin");
    expect(await people.update("ada", { name: "Countess" }, 2000)).toBe("done");
    expect(await people.get("ada")).toMatchObject({ role: "admin", disabled: false, name: "Countess", updatedAt: 2000 });
    expect(await people.update("nobody", { name: "x" }, 2000)).toBe("missing");
  });

  test("two administrators who demote each other at once leave one", async () => {
    await people.create(person("ada", { role: "admin" }));
    await people.create(person("bob", { role: "admin" }));
    const outcomes = await Promise.all([people.update("ada", { role: "viewer" }, 2), people.update("bob", { role: "viewer" }, 2)]);
    expect(outcomes.toSorted()).toEqual(["done", "last-admin"]);
  });

  test("disabling ends the person's sessions and nobody else's", async () => {
    await people.create(person("ada"));
    await people.create(person("bob"));
    await addSession("ada");
    await addSession("bob");
    await people.update("ada", { disabled: true }, 2000);
    expect([await sessionCount("ada"), await sessionCount("bob")]).toEqual([0, 1]);
  });

  test("a new password ends sessions and makes links void", async () => {
    await people.create(person("ada", { passwordHash: "first" }));
    await addSession("ada");
    await people.createPasswordLink({ tokenHash: "h", userId: "ada", createdBy: "x", now: 1, expiresAt: 10_000 });
    expect(await people.passwordHash("ada")).toBe("first");
    await people.setPassword("ada", "second", 2000);
    expect(await people.passwordHash("ada")).toBe("second");
    expect(await sessionCount("ada")).toBe(0);
    expect(await people.passwordLink("h", 2)).toBeNull();
  });

  test("a person without a password can be given one", async () => {
    await people.create(person("ada"));
    expect(await people.passwordHash("ada")).toBeNull();
    await people.setPassword("ada", "hash", 2000);
    expect(await people.passwordHash("ada")).toBe("hash");
  });

  test("a password link works once, until it expires, and replaces the one before", async () => {
    await people.create(person("ada"));
    const link = { userId: "ada", createdBy: "x", now: 1, expiresAt: 100 };
    await people.createPasswordLink({ ...link, tokenHash: "old" });
    await people.createPasswordLink({ ...link, tokenHash: "new" });
    expect(await people.takePasswordLink("old", 50)).toBeNull();
    expect(await people.takePasswordLink("new", 100)).toBeNull();
    expect((await people.passwordLink("new", 99))?.id).toBe("ada");
    const taken = await Promise.all([people.takePasswordLink("new", 99), people.takePasswordLink("new", 99)]);
    expect(taken.filter((id) => id !== null)).toEqual(["ada"]);
  });

  test("removing a person removes all that is theirs", async () => {
    const { db } = opened.handle;
    await people.create(person("root", { role: "admin" }));
    await people.create(person("ada", { passwordHash: "hash" }));
    await addSession("ada");
    await people.createKey({
      id: "k",
      userId: "ada",
      name: "k",
      prefix: "sp_k",
      hash: "h",
      scopes: ["all"],
      expiresAt: null,
      createdAt: 1,
    });
    await db.insertInto("conversation").values({ id: "c", userId: "ada", title: "t", createdAt: 1, updatedAt: 1 }).execute();
    await db
      .insertInto("run")
      .values({
        id: "r",
        userId: "ada",
        conversationId: "c",
        question: "q",
        state: "done",
        mode: null,
        answer: null,
        nearest: null,
        owner: null,
        leaseUntil: null,
        errorCode: null,
        errorMessage: null,
        createdAt: 1,
        finishedAt: null,
      })
      .execute();
    expect(await erase("ada")).toBe("done");
    expect(await people.keyByHash("h")).toBeNull();
    expect(await people.passwordHash("ada")).toBeNull();
    expect(await sessionCount("ada")).toBe(0);
    for (const table of ["conversation", "run"] as const) expect(await db.selectFrom(table).select("id").execute()).toEqual([]);
    expect(await erase("ada")).toBe("missing");
    await people.create(person("ada"));
  });

  test("lists go page by page, and a search matches names and addresses literally", async () => {
    for (const id of ["a", "b", "c", "d"]) await people.create(person(id));
    await people.create(person("e", { name: "100% Ada_X" }));
    expect((await people.list({ limit: 2 })).map((each) => each.id)).toEqual(["a", "b"]);
    expect((await people.list({ limit: 2, after: "b" })).map((each) => each.id)).toEqual(["c", "d"]);
    expect((await people.list({ limit: 9, query: "100% ADA_" })).map((each) => each.id)).toEqual(["e"]);
    expect((await people.list({ limit: 9, query: "c@EXAMPLE" })).map((each) => each.id)).toEqual(["c"]);
    expect(await people.list({ limit: 9, query: "a%c" })).toEqual([]);
    const found = async (text: string): Promise<readonly string[]> => (await people.findPeople(text, 9)).map((each) => each.id);
    expect([await found("100% ada_"), await found("ADA_"), await found("c@EXAMPLE"), await found("a%")]).toEqual([["e"], ["e"], ["c"], []]);
    expect(await people.findPeople("", 2)).toHaveLength(2);
  });

  test("groups count their members, and unknown people are left out", async () => {
    await people.create(person("ada"));
    await people.create(person("bob"));
    await people.createGroup({ id: "g", name: "Legal", description: "", now: 1 });
    expect(await people.addMembers("g", ["ada", "bob", "nobody", "ada"], 2)).toBe(2);
    expect(await people.addMembers("g", ["ada"], 2)).toBe(0);
    expect(await people.group("g")).toEqual({ id: "g", name: "Legal", description: "", members: 2, createdAt: 1 });
    expect((await people.members("g", { limit: 1, after: "ada" })).map((each) => each.id)).toEqual(["bob"]);
    expect(await people.groupsOf("ada")).toEqual([{ id: "g", name: "Legal" }]);
    expect([await people.removeMember("g", "ada"), await people.removeMember("g", "ada")]).toEqual([true, false]);
    expect(await people.knownGroups(["g", "x"])).toEqual(["g"]);
    expect([await people.removeGroup("g"), await people.removeGroup("g")]).toEqual([true, false]);
    expect(await people.groupsOf("bob")).toEqual([]);
  });

  test("two groups never share a name", async () => {
    await people.createGroup({ id: "g", name: "Legal", description: "", now: 1 });
    await people.createGroup({ id: "h", name: "Sales", description: "", now: 1 });
    await expect(people.createGroup({ id: "i", name: "Legal", description: "", now: 1 })).rejects.toMatchObject({ code: "conflict" });
    await expect(people.updateGroup("h", { name: "Legal" })).rejects.toMatchObject({ code: "conflict" });
    expect(await people.updateGroup("h", { name: "Sales", description: "new" })).toBe(true);
    expect(await people.updateGroup("x", { description: "new" })).toBe(false);
  });

  // Caches of who may read what are keyed by it: a change that forgets it leaves people with rights they lost.
  test("every change of principals raises the epoch", async () => {
    const changes: (() => Promise<unknown>)[] = [
      () => people.create(person("root", { role: "admin" })),
      () => people.create(person("ada", { verifiedBy: null })),
      () => people.update("ada", { verifiedBy: "root" }, 2),
      () => people.update("ada", { role: "editor" }, 2),
      () => people.update("ada", { disabled: true }, 2),
      () => people.createGroup({ id: "g", name: "g", description: "", now: 1 }).then(() => people.addMembers("g", ["ada"], 2)),
      () => people.removeMember("g", "ada"),
      () => people.removeGroup("g"),
      () => erase("ada"),
    ];
    for (const [index, change] of changes.entries()) {
      const before = await epoch();
      await change();
      expect(await epoch(), `change ${index}`).toBeGreaterThan(before);
    }
  });

  test("an invitation is accepted once, until it expires, and replaces the open one to the same address", async () => {
    const invite = { email: "ada@example.org", role: "editor" as const, groupIds: ["g"], createdBy: "x", createdAt: 1, expiresAt: 100 };
    await people.createInvite({ ...invite, id: "i1", tokenHash: "old" });
    await people.createInvite({ ...invite, id: "i2", tokenHash: "new" });
    expect(await people.inviteByToken("old", 50)).toBeNull();
    expect(await people.inviteByToken("new", 100)).toBeNull();
    expect(await people.inviteByToken("new", 99)).toEqual({ ...invite, id: "i2" });
    expect((await people.invites({ limit: 9 })).map((each) => each.id)).toEqual(["i2"]);
    const accepted = await Promise.all([people.acceptInvite("i2", 99), people.acceptInvite("i2", 99)]);
    expect(accepted.filter(Boolean)).toHaveLength(1);
    expect(await people.invites({ limit: 9 })).toEqual([]);
    expect(await people.removeInvite("i2")).toBe(false);
  });

  test("keys are found by their hash with their owner until revoked, by the owner or anybody in charge", async () => {
    await people.create(person("ada"));
    await people.create(person("bob"));
    const key = { userId: "ada", name: "ci", prefix: "sp_abc", scopes: ["search", "ask"] as const, expiresAt: 5000, createdAt: 1 };
    for (const id of ["k1", "k2", "k3"]) await people.createKey({ ...key, id, hash: `hash-${id}` });
    const found = await people.keyByHash("hash-k1");
    expect(found?.key).toEqual({ ...key, id: "k1", lastUsedAt: null });
    expect(found?.owner.id).toBe("ada");
    expect(await people.revokeKey("k1", "bob", 2)).toBe(false);
    expect(await people.revokeKey("k1", "ada", 2)).toBe(true);
    expect(await people.revokeKey("k2", null, 2)).toBe(true);
    expect(await people.keyByHash("hash-k1")).toBeNull();
    expect((await people.keys({ limit: 9 })).map((each) => [each.id, each.ownerEmail])).toEqual([["k3", "ada@example.org"]]);
    expect(await people.keys({ limit: 9, userId: "bob" })).toEqual([]);
    expect(await people.countKeys("ada")).toBe(1);
  });

  test("the last use of a key is noted at most as often as asked", async () => {
    await people.create(person("ada"));
    await people.createKey({ id: "k", userId: "ada", name: "k", prefix: "p", hash: "h", scopes: ["all"], expiresAt: null, createdAt: 1 });
    for (const now of [100_000, 130_000, 159_999, 160_000]) await people.touchKey("k", now, now - 60_000);
    expect((await people.keyByHash("h"))?.key.lastUsedAt).toBe(160_000);
    await people.touchKey("k", 170_000, 110_000);
    expect((await people.keyByHash("h"))?.key.lastUsedAt).toBe(160_000);
  });

  test("attempts at the same moment are all counted", async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        people.changeThrottle("key", (row) => ({ failures: (row?.failures ?? 0) + 1, windowStartedAt: 5, lockedUntil: 0 })),
      ),
    );
    expect(await people.throttle("key")).toEqual({ failures: 20, windowStartedAt: 5, lockedUntil: 0 });
    expect(await people.sweepThrottles(5)).toBe(0);
    expect(await people.sweepThrottles(6)).toBe(1);
    expect(await people.throttle("key")).toBeNull();
  });

  test("inside a transaction everything is undone together", async () => {
    const undone = opened.handle.db.transaction().execute(async (tx) => {
      const inside = createPeopleRepository(tx);
      await inside.create(person("ada", { passwordHash: "hash" }));
      await inside.createGroup({ id: "g", name: "g", description: "", now: 1 });
      await inside.addMembers("g", ["ada"], 2);
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect([await people.get("ada"), await people.group("g"), await people.anyone()]).toEqual([null, null, false]);
  });
});
