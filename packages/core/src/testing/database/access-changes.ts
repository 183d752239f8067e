import type { Database } from "../../ports/database/database.ts";
import type { Choices } from "../vector-world.ts";
import { type AccessWorld, somePrincipals, someMembers, someSyncTime, type WorldDocument, type WorldSource } from "./access-world.ts";
import { addPerson, documentOf } from "./checks.ts";
import type { DatabaseUnderTest } from "./under-test.ts";

/** Puts a world into an empty database, with all documents waiting for the indexes. */
export async function storeWorld(made: DatabaseUnderTest, world: AccessWorld): Promise<void> {
  const { database } = made;
  for (const person of world.people) await addPerson(database, person);
  for (const [id, members] of world.staff) {
    await database.people.createGroup({ id, name: `Group ${id}`, description: "", now: 1 });
    await database.people.addMembers(id, [...members], 1);
  }
  for (const source of world.sources) await storeSource(made, source);
  for (const source of world.sources) {
    const documents = world.documents.filter((document) => document.sourceId === source.id);
    await database.transaction(async (tx) => {
      for (const document of documents) await storeDocument(tx, made, document);
    });
  }
}

async function storeSource({ database, clock }: DatabaseUnderTest, source: WorldSource): Promise<void> {
  const access = source.fromSource ? { mode: "source" as const } : { mode: "restricted" as const, allow: [] };
  const given = { id: source.id, connector: `connector-${source.id}`, name: `Name ${source.id}`, settings: {}, access, schedule: null };
  await database.sources.create({ ...given, createdBy: "p0", now: 1 }, source.rootAllow);
  await database.sources.update(source.id, { state: source.state, aclSyncedAt: source.aclSyncedAt }, clock.now());
  for (const [id, members] of source.groups) await database.acls.setGroupMembers(source.id, id, members);
  for (const externalId of source.containers.keys()) await saveContainer(database, source, externalId, clock.now());
}

async function saveContainer(database: Database, source: WorldSource, externalId: string, now: number): Promise<void> {
  const container = source.containers.get(externalId);
  if (container === undefined) return;
  const { parent: parentExternalId, allow } = container;
  const place = { id: `${source.id}/${externalId}`, externalId, parentExternalId, title: `Folder ${externalId}`, url: null, path: null };
  await database.containers.save(source.id, { ...place, sourceAcl: { mode: "inherit" }, allow }, "run", now);
}

type Repositories = Pick<Database, "acls" | "containers" | "documents" | "sources" | "syncItems">;

async function placeOf(repositories: Repositories, document: WorldDocument): Promise<{ aclId: number; aclInherits: boolean }> {
  if (document.allow !== null) return { aclId: await repositories.acls.shared(document.allow), aclInherits: false };
  const container = document.container === null ? null : await repositories.containers.get(`${document.sourceId}/${document.container}`);
  const source = await repositories.sources.get(document.sourceId);
  return { aclId: container?.aclId ?? source?.rootAclId ?? 0, aclInherits: true };
}

async function storeDocument(repositories: Repositories, { clock }: DatabaseUnderTest, document: WorldDocument): Promise<void> {
  const { externalId, sourceId, container } = document;
  const source = await repositories.sources.get(sourceId);
  if (source === null) return;
  const placed = await placeOf(repositories, document);
  const containerId = container === null ? null : `${sourceId}/${container}`;
  const write = documentOf(source, externalId, { containerId, ...placed });
  await repositories.documents.save(sourceId, [write], clock.now());
  const item = { externalId, documentId: write.id, state: "indexed" as const, title: write.title, url: write.url };
  await repositories.syncItems.save(sourceId, [item], "run", clock.now());
}

type Change = (database: Database, world: AccessWorld, choices: Choices, now: number) => Promise<unknown>;

function pick<Item>(choices: Choices, items: readonly Item[]): Item {
  const item = items[choices.below(items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

function vocabularyOf(world: AccessWorld, source: WorldSource): readonly string[] {
  const groups = [...source.groups.keys()].map((id) => `group:${source.id}/${id}`);
  return [...world.people.map((person) => `user:${person.email}`), ...[...world.staff.keys()].map((id) => `group:local/${id}`), ...groups];
}

const CHANGES: readonly Change[] = [
  async function sourceGroup(database, world, choices) {
    const source = pick(choices, world.sources);
    const id = pick(choices, [...source.groups.keys()]);
    const members = someMembers(choices, vocabularyOf(world, source), source.id);
    source.groups.set(id, members);
    await database.acls.setGroupMembers(source.id, id, members);
  },
  async function ownGroup(database, world, choices) {
    const [id, members] = pick(choices, [...world.staff]);
    const { userId } = pick(choices, world.people);
    if (members.delete(userId)) await database.people.removeMember(id, userId);
    else {
      members.add(userId);
      await database.people.addMembers(id, [userId], 1);
    }
  },
  async function containerAccess(database, world, choices, now) {
    const source = pick(choices, world.sources);
    const container = pick(choices, [...source.containers.values()]);
    container.allow = choices.next() < 0.4 ? null : somePrincipals(choices, vocabularyOf(world, source));
    await database.containers.setAccess(`${source.id}/${container.externalId}`, container.allow, now);
  },
  async function containerMove(database, world, choices, now) {
    const source = pick(choices, world.sources);
    const names = [...source.containers.keys()];
    const at = choices.below(names.length);
    const container = source.containers.get(names[at] ?? "");
    if (container === undefined) return;
    // Only earlier ones: no container comes below itself.
    container.parent = at === 0 || choices.next() < 0.3 ? null : `c${choices.below(at)}`;
    if (choices.next() < 0.3) container.allow = container.allow === null ? somePrincipals(choices, vocabularyOf(world, source)) : null;
    await saveContainer(database, source, container.externalId, now);
  },
  async function rootEntries(database, world, choices) {
    const source = pick(choices, world.sources);
    source.rootAllow = somePrincipals(choices, vocabularyOf(world, source));
    const rootAclId = (await database.sources.get(source.id))?.rootAclId ?? 0;
    await database.acls.setEntries(rootAclId, source.rootAllow);
  },
  async function documentAccess(database, world, choices, now) {
    const document = pick(choices, world.documents);
    const source = world.sources.find((each) => each.id === document.sourceId);
    if (source === undefined) return;
    document.allow = choices.next() < 0.4 ? null : somePrincipals(choices, vocabularyOf(world, source));
    const id = `${document.sourceId}/${document.externalId}`;
    await database.transaction(async (tx) => tx.documents.touch(document.sourceId, [{ id, ...(await placeOf(tx, document)) }], now));
  },
  async function sourceState(database, world, choices, now) {
    const source = pick(choices, world.sources);
    source.state = choices.pick(["active", "active", "paused", "deleting"]);
    if (source.fromSource) source.aclSyncedAt = someSyncTime(choices, now);
    await database.sources.update(source.id, { state: source.state, aclSyncedAt: source.aclSyncedAt }, now);
  },
];

/** Changes something in the world and in the database alike. */
export async function changeSomething(database: Database, world: AccessWorld, choices: Choices, now: number): Promise<void> {
  await pick(choices, CHANGES)(database, world, choices, now);
}
