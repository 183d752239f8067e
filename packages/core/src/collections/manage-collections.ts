import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import { mayManage, readAudience } from "../assistants/audience.ts";
import { audit } from "../people/audit.ts";
import type { Audience, Collection, CollectionFilter } from "../ports/database/assistants.ts";
import type { Ports } from "../ports/ports.ts";
import { withinCollections } from "../search/within-collections.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids">;

const MOST_COLLECTIONS = 500;

/** A collection as an actor may see it: what it filters by is shown to those who may change it. */
export interface CollectionView extends Omit<Collection, "filter" | "audience"> {
  readonly manageable: boolean;
  readonly filter: CollectionFilter | null;
  readonly audience: Audience | null;
}

/** Those that the actor may use, by name. */
export async function listCollections({ database }: Pick<Ports, "database">, actor: Actor): Promise<readonly CollectionView[]> {
  return (await database.forActor(actor).assistants.collections()).map((each) => toView(actor, each));
}

export async function getCollection({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<CollectionView> {
  return toView(actor, await usable(database, actor, id));
}

export interface CollectionInput {
  readonly name: string;
  readonly description: string;
  readonly filter: CollectionFilter;
  readonly audience: Audience;
}

/** Members make private ones; editors share them. */
export async function createCollection(ports: Needs, actor: Actor, input: CollectionInput): Promise<CollectionView> {
  requireRole(actor, "member");
  const { database, ids, clock } = ports;
  const now = clock.now();
  const { name, description, filter } = input;
  const collection: Collection = {
    id: ids.next(),
    name,
    description,
    filter: readFilter(filter),
    audience: readAudience(actor, input.audience),
    ownerId: actor.userId,
    createdAt: now,
    updatedAt: now,
  };
  await database.transaction(async (tx) => {
    if ((await tx.assistants.countCollections()) >= MOST_COLLECTIONS) {
      throw new SmartyError("conflict", `There are ${MOST_COLLECTIONS} collections. Delete one that is not used.`);
    }
    await tx.assistants.createCollection(collection);
    await audit(ports, tx, actor, { action: "collection.create", objectId: collection.id });
  });
  return toView(actor, collection);
}

export async function updateCollection(ports: Needs, actor: Actor, id: string, change: Partial<CollectionInput>): Promise<CollectionView> {
  const { database, clock } = ports;
  const changed = await database.transaction(async (tx) => {
    const known = await manageable(tx, actor, id);
    const next: Collection = {
      ...known,
      name: change.name ?? known.name,
      description: change.description ?? known.description,
      filter: change.filter === undefined ? known.filter : readFilter(change.filter),
      audience: change.audience === undefined ? known.audience : readAudience(actor, change.audience),
      updatedAt: clock.now(),
    };
    await tx.assistants.updateCollection(next);
    await audit(ports, tx, actor, { action: "collection.update", objectId: id, detail: { fields: Object.keys(change) } });
    return next;
  });
  return toView(actor, changed);
}

/** Refused while an assistant uses it: without its collection it would have nothing to answer from. */
export async function deleteCollection(ports: Needs, actor: Actor, id: string): Promise<void> {
  await ports.database.transaction(async (tx) => {
    await manageable(tx, actor, id);
    const users = await tx.assistants.using({ collectionId: id });
    if (users.length > 0) throw new SmartyError("conflict", `${users.length} assistants use this collection. Give them another one first.`);
    await tx.assistants.removeCollection(id);
    await audit(ports, tx, actor, { action: "collection.delete", objectId: id });
  });
}

/** How many documents a filter holds of those that the actor may read. */
export async function countCollection(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  filter: CollectionFilter,
): Promise<{ readonly documents: number }> {
  requireRole(actor, "member");
  const scope = database.forActor(actor);
  const { acls: _acls, ...documents } = await withinCollections(scope, { acls: [] }, { within: [[readFilter(filter)]] });
  return { documents: await scope.content.count(documents) };
}

function readFilter({ after, before, ...lists }: CollectionFilter): CollectionFilter {
  if (after !== undefined && before !== undefined && after >= before) {
    const message = "The time ends before it begins.";
    throw new SmartyError("invalid", message, { fields: [{ path: "filter.before", message }] });
  }
  const given = Object.entries(lists).flatMap(([name, list]) =>
    list === undefined || list.length === 0 ? [] : [[name, [...new Set(list)]] as const],
  );
  return { ...Object.fromEntries(given), ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
}

type Scoped = Pick<Ports["database"], "forActor">;

async function usable(database: Scoped, actor: Actor, id: string): Promise<Collection> {
  const found = await database.forActor(actor).assistants.collection(id);
  if (found === null) throw new SmartyError("not_found", "There is no such collection.");
  return found;
}

async function manageable(database: Scoped, actor: Actor, id: string): Promise<Collection> {
  const found = await usable(database, actor, id);
  if (!mayManage(actor, found)) throw new SmartyError("forbidden", "Only editors change what is shared. Ask one of them.");
  return found;
}

function toView(actor: Actor, { filter, audience, ownerId, ...collection }: Collection): CollectionView {
  const manageableByActor = mayManage(actor, { ownerId, audience });
  const isOpen = manageableByActor || hasRole(actor, "editor");
  return { ...collection, ownerId, manageable: manageableByActor, filter: isOpen ? filter : null, audience: isOpen ? audience : null };
}
