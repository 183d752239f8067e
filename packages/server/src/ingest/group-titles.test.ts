import { type Actor, explainAccess, listSourceGroups, type Role, syncGroups } from "@smartypants/core";
import type { Group, SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;

const BEN = "user:ben@example.org";

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource();
  engine.connected.sync = () => [
    ...["payroll", "finance"].map((id): SyncOp => ({
      op: "container",
      node: { id, title: id, acl: { mode: "restricted", allow: [`group:${id}`] } },
    })),
    upsert(doc("salaries", "What everybody earns.", { containerId: "payroll", acl: { mode: "inherit" } })),
    upsert(doc("budget", "What everything costs.", { containerId: "finance", acl: { mode: "inherit" } })),
    EVERYTHING,
  ];
  await read([
    { id: "payroll", title: "#payroll", members: [BEN] },
    { id: "finance", title: "Finance", members: ["group:team"] },
    { id: "team", title: "Team Rhône\n ", members: [BEN, "user:cleo@example.org"] },
    { id: "untitled", members: [BEN] },
  ]);
  await engine.sync(source);
});
afterEach(() => engine.close());

function read(groups: readonly Group[]): Promise<void> {
  engine.connected.groups = () => [...groups.map((group) => ({ op: "group" as const, group })), { op: "end" as const, complete: true }];
  return syncGroups(engine.ports, source, new AbortController().signal);
}

async function person(name: string, role: Role = "member"): Promise<Actor> {
  const email = `${name}@example.org`;
  await engine.ports.database.people.create({ id: name, email, name, role, verifiedBy: "setup", passwordHash: null, now: 1 });
  return { userId: name, role, email, name, verifiedAt: 1, via: "session", scopes: ["all"] };
}

async function idOf(externalId: string): Promise<string> {
  const { documentId } = (await engine.ledger(source))[externalId] ?? {};
  if (typeof documentId !== "string") throw new Error(`${externalId} is not stored`);
  return documentId;
}

const shown = async (actor: Actor) => {
  const { items } = await listSourceGroups(engine.ports, actor, source, { limit: 10 });
  return Object.fromEntries(items.map(({ groupId, title }) => [groupId, title]));
};

test("an administrator is told through which groups in groups a person reads a document, and how the source calls them", async () => {
  await person("ben");
  const ada = await person("ada", "admin");
  expect(await explainAccess(engine.ports, ada, await idOf("budget"), "ben")).toEqual({
    allow: [`group:${source}/finance`],
    person: {
      userId: "ben",
      canRead: true,
      through: [`group:${source}/finance`],
      paths: [{ principal: `group:${source}/finance`, via: [BEN, `group:${source}/team`, `group:${source}/finance`] }],
    },
    titles: { [`group:${source}/finance`]: "Finance", [`group:${source}/team`]: "Team Rhône" },
  });
});

test("others are told about themselves alone, and of what they can read", async () => {
  const ben = await person("ben");
  const cleo = await person("cleo");
  const salaries = await idOf("salaries");
  const own = await explainAccess(engine.ports, ben, salaries, "ben");
  expect(own).toMatchObject({ allow: [`group:${source}/payroll`], titles: { [`group:${source}/payroll`]: "#payroll" } });
  expect(await explainAccess(engine.ports, ben, salaries, null)).toEqual(own);
  await expect(explainAccess(engine.ports, ben, salaries, "cleo")).rejects.toMatchObject({ code: "forbidden" });
  await expect(explainAccess(engine.ports, cleo, salaries, "cleo")).rejects.toMatchObject({ code: "not_found" });
  await expect(explainAccess(engine.ports, cleo, "made-up", null)).rejects.toMatchObject({ code: "not_found" });
});

// The name of a private channel tells something: whoever may manage sources sees that there is a group, by its id.
test("titles are for administrators, for whoever connected the source, and for those in the group", async () => {
  const all = { finance: "Finance", payroll: "#payroll", team: "Team Rhône", untitled: null };
  expect(await shown(await person("ada", "admin"))).toEqual(all);
  const { createdBy } = (await engine.ports.database.sources.get(source)) ?? {};
  expect(await shown({ ...(await person("owner", "editor")), userId: createdBy ?? "" })).toEqual(all);
  expect(await shown(await person("cleo", "editor"))).toEqual({ finance: "Finance", payroll: null, team: "Team Rhône", untitled: null });
  await expect(shown(await person("ben"))).rejects.toMatchObject({ code: "not_found" });
  const dora = await person("dora", "editor");
  const search = async (text: string) => (await listSourceGroups(engine.ports, dora, source, { text, limit: 10 })).total;
  expect([await search("#payroll"), await search("payroll")], "a title that is not shown is not found by").toEqual([0, 1]);
});

test("groups come in pages, by title", async () => {
  const ada = await person("ada", "admin");
  const titles: (string | null)[] = [];
  for (let after: string | undefined, next: string | null = ""; next !== null; after = next ?? undefined) {
    const page = await listSourceGroups(engine.ports, ada, source, { limit: 2, after });
    expect(page.total).toBe(4);
    titles.push(...page.items.map(({ title }) => title));
    next = page.next;
  }
  expect(titles).toEqual(["#payroll", "Finance", "Team Rhône", null]);
});

test("a renamed group has its new title after the next sync of groups; one that is gone leaves none", async () => {
  const ada = await person("ada", "admin");
  await read([
    { id: "payroll", title: "#people-and-pay", members: [BEN] },
    { id: "finance", members: [BEN] },
    { id: "team", title: "", members: [BEN] },
  ]);
  expect(await shown(ada), "without a word the title stays, an empty one takes it away").toEqual({
    finance: "Finance",
    payroll: "#people-and-pay",
    team: null,
  });
});
