import type { Container, ContainerInput, ContainerRepository } from "@smartypants/core";
import type { Acl } from "@smartypants/sdk";
import { type Kysely, sql } from "kysely";
import type { ContainerRow, Schema } from "../schema.ts";
import { anyOf, bumpEpoch, inTransaction, markForIndex, parseJson, type RepositoryBase } from "../sql.ts";
import { createOwnAcl, setAclEntries, sharedAcl } from "./acls.ts";

export function createContainerRepository(base: RepositoryBase): ContainerRepository {
  const { db, engine } = base;
  return {
    save: (sourceId, container, runId, now) => inTransaction(base, (tx) => saveContainer(tx, sourceId, container, runId, now)),
    get: async (id) => {
      const row = await db.selectFrom("container").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toContainer(row);
    },
    setAccess: (id, allow, now) => inTransaction(base, (tx) => setAccess(tx, id, allow, now)),
    byExternalIds: async (sourceId, externalIds) => {
      const rows = await db
        .selectFrom("container")
        .selectAll()
        .where("sourceId", "=", sourceId)
        .where(anyOf(engine, sql.ref("external_id"), externalIds))
        .execute();
      return new Map(rows.map((row) => [row.externalId, toContainer(row)]));
    },
    ofSource: async (sourceId) => {
      const rows = await db.selectFrom("container").selectAll().where("sourceId", "=", sourceId).orderBy("id").execute();
      return rows.map((row) => ({ ...toContainer(row), sourceAcl: parseJson<Acl>(row.sourceAcl) }));
    },
    removeUnseen: (sourceId, runId) => inTransaction(base, (tx) => removeUnseen(tx, sourceId, runId)),
  };
}

/** Whatever is above a container that stays stays too: it may hold the ACL that those below inherit. */
async function removeUnseen({ db, engine }: RepositoryBase, sourceId: string, runId: string): Promise<number> {
  const { rows: gone } = await sql<{ aclId: number; ownAcl: number }>`
    with recursive kept(id) as (
      select c.id from container c where c.source_id = ${sourceId}
        and (c.seen_run_id = ${runId} or exists (select 1 from document d where d.container_id = c.id))
      union select c.parent_id from container c join kept on kept.id = c.id where c.parent_id is not null)
    delete from container where source_id = ${sourceId} and id not in (select id from kept) returning acl_id, own_acl`.execute(db);
  const own = gone.filter((row) => row.ownAcl === 1).map((row) => row.aclId);
  if (own.length > 0) {
    await db
      .deleteFrom("acl")
      .where(anyOf(engine, sql.ref("id"), own))
      .execute();
    await bumpEpoch(db, "acl");
  }
  return gone.length;
}

function toContainer(row: ContainerRow | (Omit<ContainerRow, "ownAcl"> & { ownAcl: number })): Container {
  return {
    id: row.id,
    sourceId: row.sourceId,
    externalId: row.externalId,
    parentId: row.parentId,
    title: row.title,
    path: row.path,
    aclId: row.aclId,
    ownAcl: row.ownAcl === 1,
  };
}

async function saveContainer(
  base: RepositoryBase,
  sourceId: string,
  input: ContainerInput,
  runId: string,
  now: number,
): Promise<{ readonly id: string; readonly aclId: number }> {
  const { db } = base;
  const existing = await db
    .selectFrom("container")
    .selectAll()
    .where("sourceId", "=", sourceId)
    .where("externalId", "=", input.externalId)
    .executeTakeFirst();
  const parent = await parentOf(db, sourceId, input.parentExternalId);
  const id = existing?.id ?? input.id;
  const aclId = await resolveAcl(db, { sourceId, id, existing, parentAclId: parent.aclId, allow: input.allow });
  const values = {
    parentId: parent.id,
    title: input.title,
    url: input.url,
    path: input.path,
    aclId,
    ownAcl: input.allow === null ? 0 : 1,
    sourceAcl: JSON.stringify(input.sourceAcl),
    seenRunId: runId,
  };
  if (existing === undefined) {
    await db
      .insertInto("container")
      .values({ id, sourceId, externalId: input.externalId, ...values })
      .execute();
    return { id, aclId };
  }
  await db.updateTable("container").set(values).where("id", "=", id).execute();
  if (aclId !== existing.aclId) await repoint(base, id, aclId, now);
  if (existing.ownAcl === 1 && input.allow === null) await db.deleteFrom("acl").where("id", "=", existing.aclId).execute();
  return { id, aclId };
}

/** A parent that was never shown may be restricted: nobody reads what inherits from it until it comes. */
async function parentOf(
  db: Kysely<Schema>,
  sourceId: string,
  externalId: string | null,
): Promise<{ readonly id: string | null; readonly aclId: number }> {
  if (externalId !== null) {
    const parent = await db
      .selectFrom("container")
      .select(["id", "aclId"])
      .where("sourceId", "=", sourceId)
      .where("externalId", "=", externalId)
      .executeTakeFirst();
    return parent ?? { id: null, aclId: await sharedAcl(db, []) };
  }
  const source = await db.selectFrom("source").select("rootAclId").where("id", "=", sourceId).executeTakeFirstOrThrow();
  return { id: null, aclId: source.rootAclId };
}

interface AclChoice {
  readonly sourceId: string;
  readonly id: string;
  readonly existing: { readonly aclId: number; readonly ownAcl: number } | undefined;
  readonly parentAclId: number;
  readonly allow: readonly string[] | null;
}

async function resolveAcl(db: Kysely<Schema>, { sourceId, id, existing, parentAclId, allow }: AclChoice): Promise<number> {
  if (allow === null) return parentAclId;
  if (existing?.ownAcl === 1) {
    await setAclEntries(db, existing.aclId, allow);
    return existing.aclId;
  }
  return createOwnAcl(db, { sourceId, containerId: id }, allow);
}

/** Points everything that inherits from this container to another row; subtrees with a row of their own keep it. */
async function repoint({ db, engine }: RepositoryBase, containerId: string, aclId: number, now: number): Promise<void> {
  const tree = await sql<{ id: string }>`
    with recursive tree(id) as (
      select ${containerId}
      union select c.id from container c join tree on c.parent_id = tree.id where c.own_acl = 0)
    select id from tree`.execute(db);
  const ids = tree.rows.map((row) => row.id);
  await db
    .updateTable("container")
    .set({ aclId })
    .where(anyOf(engine, sql.ref("id"), ids))
    .execute();
  const documents = await db
    .updateTable("document")
    .set({ aclId })
    .where("aclInherits", "=", 1)
    .where(anyOf(engine, sql.ref("container_id"), ids))
    .returning("id")
    .execute();
  await markForIndex(
    db,
    documents.map((row) => row.id),
    now,
  );
  await bumpEpoch(db, "acl");
}

async function setAccess(base: RepositoryBase, id: string, allow: readonly string[] | null, now: number): Promise<void> {
  const { db } = base;
  const existing = await db.selectFrom("container").selectAll().where("id", "=", id).executeTakeFirst();
  if (existing === undefined) return;
  const parent =
    existing.parentId === null
      ? undefined
      : await db.selectFrom("container").select("aclId").where("id", "=", existing.parentId).executeTakeFirst();
  const parentAclId = parent?.aclId ?? (await parentOf(db, existing.sourceId, null)).aclId;
  const aclId = await resolveAcl(db, { sourceId: existing.sourceId, id, existing, parentAclId, allow });
  await db
    .updateTable("container")
    .set({ aclId, ownAcl: allow === null ? 0 : 1 })
    .where("id", "=", id)
    .execute();
  if (aclId !== existing.aclId) await repoint(base, id, aclId, now);
  if (existing.ownAcl === 1 && allow === null) await db.deleteFrom("acl").where("id", "=", existing.aclId).execute();
}
