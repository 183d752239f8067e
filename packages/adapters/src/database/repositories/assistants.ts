import type { Actor, Assistant, AssistantRepository, AssistantScope, AssistantVersion, Audience, Collection } from "@smartypants/core";
import { hasRole, mayManage } from "@smartypants/core";
import { type Kysely, type Selectable, sql } from "kysely";
import type { AssistantVersionRow, CollectionRow, Schema } from "../schema.ts";
import { anyOf, inTransaction, parseJson, type RepositoryBase } from "../sql.ts";
import { principalsOf, type ScopeOptions } from "./readable-acls.ts";

export function createAssistantRepository(base: RepositoryBase): AssistantRepository {
  return { ...createCollections(base), ...createAssistants(base), ...createVersions(base) };
}

type Collections = "createCollection" | "updateCollection" | "removeCollection" | "collections" | "countCollections";

function createCollections({ db, engine }: RepositoryBase): Pick<AssistantRepository, Collections> {
  return {
    createCollection: async (collection) => {
      await db.insertInto("collection").values(toCollectionRow(collection)).execute();
    },
    updateCollection: async (collection) => {
      const { id, createdAt: _created, ...row } = toCollectionRow(collection);
      return (await db.updateTable("collection").set(row).where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
    },
    removeCollection: async (id) =>
      (await db.deleteFrom("collection").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined,
    collections: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom("collection")
        .selectAll()
        .where(anyOf(engine, sql.ref("id"), ids))
        .execute();
      const found = new Map(rows.map((row) => [row.id, toCollection(row)]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    countCollections: async () => countOf(await db.selectFrom("collection").select(COUNT).executeTakeFirstOrThrow()),
  };
}

const COUNT = sql<number | string>`count(*)`.as("count");

/** Postgres counts in text. */
function countOf({ count }: { readonly count: number | string }): number {
  return Number(count);
}

function createAssistants(
  base: RepositoryBase,
): Pick<AssistantRepository, "create" | "update" | "remove" | "get" | "bySlug" | "count" | "using"> {
  const { db } = base;
  return {
    create: ({ content: _content, enabled, audience, ...assistant }, version) =>
      inTransaction(base, async ({ db: tx }) => {
        const row = { ...assistant, enabled: enabled ? 1 : 0, ...toAudienceRow(audience) };
        await tx.insertInto("assistant").values(row).execute();
        await insertVersion(tx, assistant.id, version);
      }),
    update: async (id, { enabled, audience, ...change }) => {
      const row = {
        ...change,
        ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
        ...(audience !== undefined && toAudienceRow(audience)),
      };
      return (await db.updateTable("assistant").set(row).where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
    },
    remove: async (id) => (await db.deleteFrom("assistant").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined,
    get: async (id) => toAssistantOrNull(await selectAssistants(db).where("assistant.id", "=", id).executeTakeFirst()),
    bySlug: async (slug) => toAssistantOrNull(await selectAssistants(db).where("assistant.slug", "=", slug).executeTakeFirst()),
    count: async () => countOf(await db.selectFrom("assistant").select(COUNT).executeTakeFirstOrThrow()),
    using: async (part) => {
      const all = (await selectAssistants(db).orderBy("assistant.id").execute()).map(toAssistant);
      if ("modelId" in part) return all.filter(({ content }) => content.modelId === part.modelId);
      if ("promptId" in part) return all.filter(({ content }) => content.promptId === part.promptId);
      return all.filter(({ content }) => content.collectionIds.includes(part.collectionId));
    },
  };
}

function createVersions({ db }: RepositoryBase): Pick<AssistantRepository, "addVersion" | "versions" | "version"> {
  const select = (assistantId: string) => db.selectFrom("assistantVersion").selectAll().where("assistantId", "=", assistantId);
  return {
    addVersion: (assistantId, version) => insertVersion(db, assistantId, version),
    versions: async (assistantId) => (await select(assistantId).orderBy("version", "desc").execute()).map(toVersion),
    version: async (assistantId, version) => {
      const row = await select(assistantId).where("version", "=", version).executeTakeFirst();
      return row === undefined ? null : toVersion(row);
    },
  };
}

async function insertVersion(db: Kysely<Schema>, assistantId: string, { content, ...version }: AssistantVersion): Promise<void> {
  await db
    .insertInto("assistantVersion")
    .values({ ...version, assistantId, content: JSON.stringify(content) })
    .execute();
}

/** What an actor may use or manage; decided here and nowhere else. */
export function createAssistantScope(base: ScopeOptions, actor: Actor): AssistantScope {
  const { db } = base;
  const collections = async (id?: string): Promise<readonly Collection[]> => {
    let query = db.selectFrom("collection").selectAll();
    if (id !== undefined) query = query.where("id", "=", id);
    const rows = await query.orderBy("name").orderBy("id").execute();
    const mine = rows.length === 0 ? new Set<string>() : new Set(await principalsOf(base, actor));
    return rows.map(toCollection).filter((each) => mayUse(actor, mine, each));
  };
  const assistants = async (id?: string): Promise<readonly Assistant[]> => {
    let query = selectAssistants(db);
    if (id !== undefined) query = query.where("assistant.id", "=", id);
    const rows = await query.orderBy("assistant.id").execute();
    const mine = rows.length === 0 ? new Set<string>() : new Set(await principalsOf(base, actor));
    return rows.map(toAssistant).filter((each) => mayUse(actor, mine, each) && (each.enabled || mayManage(actor, each)));
  };
  return {
    collections: () => collections(),
    collection: async (id) => (await collections(id))[0] ?? null,
    assistants: () => assistants(),
    assistant: async (id) => (await assistants(id))[0] ?? null,
  };
}

type Owned = { readonly ownerId: string | null; readonly audience: Audience };

function mayUse(actor: Actor, mine: ReadonlySet<string>, { ownerId, audience }: Owned): boolean {
  if (ownerId === actor.userId || audience.visibility === "everyone") return true;
  if (audience.visibility === "private") return false;
  return hasRole(actor, "editor") || audience.allow.some((principal) => mine.has(principal));
}

function selectAssistants(db: Kysely<Schema>) {
  return db
    .selectFrom("assistant")
    .innerJoin("assistantVersion", (join) =>
      join.onRef("assistantVersion.assistantId", "=", "assistant.id").onRef("assistantVersion.version", "=", "assistant.version"),
    )
    .selectAll("assistant")
    .select("assistantVersion.content");
}

type AssistantSelection = Awaited<ReturnType<ReturnType<typeof selectAssistants>["execute"]>>[number];

function toAssistant({ enabled, visibility, allow, content, ...row }: AssistantSelection): Assistant {
  return { ...row, enabled: enabled === 1, audience: toAudience(visibility, allow), content: parseJson<Assistant["content"]>(content) };
}

function toAssistantOrNull(row: AssistantSelection | undefined): Assistant | null {
  return row === undefined ? null : toAssistant(row);
}

function toVersion({ assistantId: _assistant, content, ...row }: Selectable<AssistantVersionRow>): AssistantVersion {
  return { ...row, content: parseJson<AssistantVersion["content"]>(content) };
}

function toCollection({ filter, visibility, allow, ...row }: Selectable<CollectionRow>): Collection {
  return { ...row, filter: parseJson<Collection["filter"]>(filter), audience: toAudience(visibility, allow) };
}

function toCollectionRow({ filter, audience, ...collection }: Collection) {
  return { ...collection, filter: JSON.stringify(filter), ...toAudienceRow(audience) };
}

function toAudience(visibility: string, allow: string): Audience {
  return { visibility: visibility as Audience["visibility"], allow: parseJson<string[]>(allow) };
}

function toAudienceRow({ visibility, allow }: Audience) {
  return { visibility, allow: JSON.stringify(allow) };
}
