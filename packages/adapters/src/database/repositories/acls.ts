import { createHash } from "node:crypto";
import type { AclRepository } from "@smartypants/core";
import type { Principal } from "@smartypants/sdk";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { anyOf, bumpEpoch, inBatches, inTransaction, type RepositoryBase } from "../sql.ts";

export function createAclRepository(base: RepositoryBase): AclRepository {
  return {
    shared: (allow) => inTransaction(base, ({ db }) => sharedAcl(db, allow)),
    setEntries: (aclId, allow) => inTransaction(base, ({ db }) => setAclEntries(db, aclId, allow)),
    entries: async (aclId) => {
      const rows = await base.db.selectFrom("aclEntry").select("principal").where("aclId", "=", aclId).orderBy("principal").execute();
      return rows.map((row) => row.principal);
    },
    setGroupMembers: (sourceId, groupId, members) => inTransaction(base, (tx) => setGroupMembers(tx, sourceId, groupId, members)),
    keepGroups: (sourceId, groupIds) => inTransaction(base, (tx) => keepGroups(tx, sourceId, groupIds)),
  };
}

export async function sharedAcl(db: Kysely<Schema>, allow: readonly Principal[]): Promise<number> {
  const entries = [...new Set(allow)].toSorted();
  // Not the entries themselves: Postgres indexes no more than 2,700 bytes, which a channel of a hundred people has.
  const hash = createHash("sha256").update(JSON.stringify(entries)).digest("base64url");
  const known = await db.selectFrom("acl").select("id").where("hash", "=", hash).executeTakeFirst();
  if (known !== undefined) return known.id;
  const created = await db
    .insertInto("acl")
    .values({ hash, containerId: null, sourceId: null })
    .onConflict((conflict) => conflict.column("hash").doUpdateSet({ hash }))
    .returning("id")
    .executeTakeFirstOrThrow();
  await addEntries(db, created.id, entries);
  await bumpEpoch(db, "acl");
  return created.id;
}

/** A row whose entries may change: a container's, or a source's root. */
export async function createOwnAcl(
  db: Kysely<Schema>,
  owner: { readonly sourceId: string; readonly containerId: string | null },
  allow: readonly Principal[],
): Promise<number> {
  const { id } = await db
    .insertInto("acl")
    .values({ hash: null, ...owner })
    .returning("id")
    .executeTakeFirstOrThrow();
  await addEntries(db, id, allow);
  await bumpEpoch(db, "acl");
  return id;
}

export async function setAclEntries(db: Kysely<Schema>, aclId: number, allow: readonly Principal[]): Promise<void> {
  const present = await db.selectFrom("aclEntry").select("principal").where("aclId", "=", aclId).execute();
  const wanted = new Set(allow);
  if (present.length === wanted.size && present.every((row) => wanted.has(row.principal))) return;
  await db.deleteFrom("aclEntry").where("aclId", "=", aclId).execute();
  await addEntries(db, aclId, allow);
  await bumpEpoch(db, "acl");
}

async function addEntries(db: Kysely<Schema>, aclId: number, allow: readonly Principal[]): Promise<void> {
  for (const batch of inBatches([...new Set(allow)], 1000)) {
    await db
      .insertInto("aclEntry")
      .values(batch.map((principal) => ({ aclId, principal })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function setGroupMembers(
  { db, engine }: RepositoryBase,
  sourceId: string,
  groupId: string,
  members: readonly Principal[],
): Promise<void> {
  const present = await db
    .selectFrom("sourceMembership")
    .select("member")
    .where("sourceId", "=", sourceId)
    .where("groupId", "=", groupId)
    .execute();
  const wanted = new Set(members);
  // A membership sync repeats every group: those that have not changed keep everyone's cached permissions.
  if (present.length === wanted.size && present.every((row) => wanted.has(row.member))) return;
  const gone = present.map((row) => row.member).filter((member) => !wanted.has(member));
  if (gone.length > 0) {
    const group = db.deleteFrom("sourceMembership").where("sourceId", "=", sourceId).where("groupId", "=", groupId);
    await group.where(anyOf(engine, sql.ref("member"), gone)).execute();
  }
  const known = new Set(present.map((row) => row.member));
  for (const batch of inBatches(
    [...wanted].filter((member) => !known.has(member)),
    1000,
  )) {
    await db
      .insertInto("sourceMembership")
      .values(batch.map((member) => ({ sourceId, groupId, member })))
      .execute();
  }
  await bumpEpoch(db, "acl");
}

async function keepGroups({ db, engine }: RepositoryBase, sourceId: string, groupIds: ReadonlySet<string>): Promise<number> {
  const present = (table: "sourceMembership" | "sourceGroup") => db.selectFrom(table).select("groupId").where("sourceId", "=", sourceId);
  // One that nobody is in has only its title.
  const rows = await present("sourceMembership").union(present("sourceGroup")).execute();
  const gone = rows.map((row) => row.groupId).filter((id) => !groupIds.has(id));
  if (gone.length === 0) return 0;
  for (const table of ["sourceMembership", "sourceGroup"] as const) {
    const groups = db.deleteFrom(table).where("sourceId", "=", sourceId);
    await groups.where(anyOf(engine, sql.ref("group_id"), gone)).execute();
  }
  await bumpEpoch(db, "acl");
  return gone.length;
}
