import type { NewSource, Source, SourceChange, SourceRepository } from "@smartypants/core";
import type { Principal } from "@smartypants/sdk";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Schema, SourceRow } from "../schema.ts";
import { anyOf, bumpEpoch, inTransaction, jsonOrNull, parseJson, parseJsonOrNull, type RepositoryBase } from "../sql.ts";
import { createOwnAcl } from "./acls.ts";
import { removeDocuments } from "./documents.ts";
import { LEDGER_STATE } from "./ledger.ts";

export function createSourceRepository(base: RepositoryBase): SourceRepository {
  const { db } = base;
  return {
    create: (source, rootAllow) => inTransaction(base, ({ db: tx }) => createSource(tx, source, rootAllow)),
    get: async (id) => {
      const row = await db.selectFrom("source").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toSource(row);
    },
    all: async () => (await db.selectFrom("source").selectAll().orderBy("name").orderBy("id").execute()).map(toSource),
    update: async (id, change, now) => {
      await db
        .updateTable("source")
        .set({ ...toColumns(change), updatedAt: now })
        .where("id", "=", id)
        .execute();
    },
    purge: (id, limit, now) => inTransaction(base, (tx) => purgeSource(tx, id, limit, now)),
    counts: (id) => countItems(db, id),
  };
}

async function createSource(db: Kysely<Schema>, source: NewSource, rootAllow: readonly Principal[]): Promise<Source> {
  const rootAclId = await createOwnAcl(db, { sourceId: source.id, containerId: null }, rootAllow);
  const row = await db
    .insertInto("source")
    .values({
      id: source.id,
      connector: source.connector,
      name: source.name,
      settings: JSON.stringify(source.settings),
      access: JSON.stringify(source.access),
      schedule: source.schedule,
      state: "active",
      stateReason: null,
      rootAclId,
      checkpoint: null,
      absence: null,
      // Permissions that come from the source are hidden until they have been read once.
      aclSyncedAt: source.access.mode === "source" ? 0 : null,
      groupsSyncedAt: source.hasGroups === true ? 0 : null,
      createdBy: source.createdBy,
      createdAt: source.now,
      updatedAt: source.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSource(row);
}

export function toSource(row: Selectable<SourceRow>): Source {
  return {
    id: row.id,
    connector: row.connector,
    name: row.name,
    settings: parseJson(row.settings),
    access: parseJson(row.access),
    schedule: row.schedule,
    state: row.state as Source["state"],
    stateReason: row.stateReason,
    rootAclId: row.rootAclId,
    checkpoint: parseJsonOrNull(row.checkpoint),
    checkpointVersion: row.checkpointVersion,
    absence: parseJsonOrNull(row.absence),
    aclSyncedAt: row.aclSyncedAt,
    groupsSyncedAt: row.groupsSyncedAt,
    inventory: parseJsonOrNull(row.inventory),
    inventoriedAt: row.inventoriedAt,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

function toColumns({ settings, access, checkpoint, absence, inventory, ...plain }: SourceChange) {
  return {
    ...plain,
    ...(settings !== undefined && { settings: JSON.stringify(settings) }),
    ...(access !== undefined && { access: JSON.stringify(access) }),
    ...(checkpoint !== undefined && { checkpoint: jsonOrNull(checkpoint) }),
    ...(absence !== undefined && { absence: jsonOrNull(absence) }),
    ...(inventory !== undefined && { inventory: jsonOrNull(inventory) }),
  };
}

async function purgeSource(base: RepositoryBase, id: string, limit: number, now: number): Promise<boolean> {
  const { db } = base;
  const documents = await db.selectFrom("document").select("id").where("sourceId", "=", id).limit(limit).execute();
  if (documents.length > 0) {
    await removeDocuments(
      base,
      documents.map((row) => row.id),
      now,
    );
    return false;
  }
  const items = await db.selectFrom("syncItem").select("externalId").where("sourceId", "=", id).limit(limit).execute();
  if (items.length > 0) {
    const externalIds = items.map((row) => row.externalId);
    await db
      .deleteFrom("syncItem")
      .where("sourceId", "=", id)
      .where(anyOf(base.engine, sql.ref("external_id"), externalIds))
      .execute();
    return false;
  }
  for (const table of ["container", "sourceMembership", "sourceGroup", "syncRun", "acl", "credential", "sourceCredential"] as const) {
    await db.deleteFrom(table).where("sourceId", "=", id).execute();
  }
  await db.deleteFrom("source").where("id", "=", id).execute();
  // Entries elsewhere may name its groups.
  await bumpEpoch(db, "acl");
  return true;
}

async function countItems(db: Kysely<Schema>, sourceId: string): ReturnType<SourceRepository["counts"]> {
  const { documents } = await db
    .selectFrom("document")
    .select((select) => select.fn.countAll().as("documents"))
    .where("sourceId", "=", sourceId)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("syncItem")
    .select([LEDGER_STATE.as("shown"), (select) => select.fn.countAll().as("count")])
    .where("sourceId", "=", sourceId)
    .groupBy(LEDGER_STATE)
    .execute();
  const of = (state: string): number => Number(rows.find((row) => row.shown === state)?.count ?? 0);
  return {
    documents: Number(documents),
    indexed: of("indexed"),
    skipped: of("skipped"),
    failed: of("failed"),
    ignored: of("ignored"),
    queued: of("queued"),
  };
}
