import { type Actor, type ActorScope, permit } from "@smartypants/core";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { anyOf, type RepositoryBase } from "../sql.ts";
import { browseDocuments, readFolders, readVersions } from "./browse.ts";
import { attachedChunks, chunksTagged, countDocuments } from "./document-scope.ts";
import { readPassages, readText } from "./document-text.ts";
import { DETAIL, PASSAGE, SUMMARY, toDetail, toPassage, toSummary } from "./passage-rows.ts";
import { principalsOf, readableAcls, type ScopeOptions } from "./readable-acls.ts";

type Content = ActorScope["content"];

export function createContentScope(options: ScopeOptions, actor: Actor): Content {
  const visible = (): Promise<RawBuilder<boolean>> => visibleTo(options, actor);
  return {
    readableAcls: () => readableAcls(options, actor),
    principals: () => principalsOf(options, actor),
    chunksTagged: async (tags, limit) => chunksTagged(options, await visible(), tags, limit),
    attached: async () => (actor.conversationId === undefined ? [] : attachedChunks(options, await visible(), actor.conversationId)),
    count: async (filter) => countDocuments(options, await visible(), filter),
    readable: async (documentIds) => readableIds(options, await visible(), documentIds),
    ...createDocumentReads(options, visible),
    ...createNameReads(options, visible),
  };
}

/** The predicate of every query for content: an ACL row the actor has, in a source that is not hidden. */
export async function visibleTo(options: ScopeOptions, actor: Actor): Promise<RawBuilder<boolean>> {
  const { ids } = await readableAcls(options, actor);
  if (ids.length === 0) return sql<boolean>`1 = 0`;
  const fresh = options.now() - options.maxAgeMs;
  return sql<boolean>`(${anyOf(options.engine, sql.ref("document.acl_id"), ids)} and source.state <> 'deleting'
    and (source.acl_synced_at is null or source.acl_synced_at > ${fresh}))`;
}

function visibleDocuments(db: Kysely<Schema>, visible: RawBuilder<boolean>) {
  return db.selectFrom("document").innerJoin("source", "source.id", "document.sourceId").where(visible);
}

async function readableIds(
  { db, engine }: RepositoryBase,
  visible: RawBuilder<boolean>,
  documentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (documentIds.length === 0) return new Set();
  const wanted = anyOf(engine, sql.ref("document.id"), documentIds);
  const rows = await visibleDocuments(db, visible).select("document.id").where(wanted).execute();
  return new Set(rows.map((row) => row.id));
}

type Visible = () => Promise<RawBuilder<boolean>>;

function createDocumentReads(
  base: RepositoryBase,
  visible: Visible,
): Pick<Content, "hydrate" | "texts" | "chunks" | "document" | "documents" | "folders" | "versions" | "text" | "anchorAt"> {
  const { db } = base;
  const texts: Content["texts"] = async (passages) => {
    const ids = new Set(passages.map((passage) => passage.document.id));
    const allowed = await readableIds(base, await visible(), [...ids]);
    return readPassages(
      base,
      passages.filter((passage) => allowed.has(passage.document.id)),
    );
  };
  return {
    hydrate: async (chunkIds) => hydrate(base, await visible(), chunkIds),
    texts,
    chunks: async (passages) => {
      const found = await texts(passages);
      return passages.flatMap((passage) => {
        const text = found.get(passage.chunkId);
        return text === undefined ? [] : [permit({ passage, text })];
      });
    },
    document: async (id) => {
      const query = visibleDocuments(db, await visible()).select([...SUMMARY, ...DETAIL]);
      const row = await query.where("document.id", "=", id).executeTakeFirst();
      return row === undefined ? null : permit(toDetail(row));
    },
    documents: async (filter) => browseDocuments(db, await visible(), filter),
    folders: async (sourceId) => readFolders(db, await visible(), sourceId),
    versions: async (documentId) => readVersions(db, await visible(), documentId),
    text: async (documentId, version, range) => {
      const query = visibleDocuments(db, await visible()).select("document.version");
      const row = await query.where("document.id", "=", documentId).executeTakeFirst();
      if (row === undefined) return null;
      const text = await readText(db, documentId, version ?? row.version, range);
      return text === null ? null : { text, version: version ?? row.version };
    },
    anchorAt: async (documentId, version, offset) => {
      const row = await visibleDocuments(db, await visible())
        .innerJoin("chunk", "chunk.documentId", "document.id")
        .select("chunk.anchor")
        .where("document.id", "=", documentId)
        .where("chunk.version", "=", version)
        .where("chunk.startOffset", "<=", offset)
        .where("chunk.endOffset", ">", offset)
        .orderBy("chunk.ordinal")
        .executeTakeFirst();
      return row?.anchor ?? null;
    },
  };
}

async function hydrate({ db, engine }: RepositoryBase, visible: RawBuilder<boolean>, chunkIds: readonly number[]) {
  if (chunkIds.length === 0) return [];
  const rows = await visibleDocuments(db, visible)
    .innerJoin("chunk", (join) => join.onRef("chunk.documentId", "=", "document.id").onRef("chunk.version", "=", "document.indexedVersion"))
    .select([...SUMMARY, ...PASSAGE])
    .where(anyOf(engine, sql.ref("chunk.id"), chunkIds))
    .execute();
  const found = new Map(rows.map((row) => [row.id, permit(toPassage(row))]));
  return chunkIds.flatMap((id) => found.get(id) ?? []);
}

function createNameReads(
  base: RepositoryBase,
  visible: Visible,
): Pick<Content, "titles" | "byTitle" | "containersNamed" | "sourcesNamed" | "sources"> {
  const { db } = base;
  return {
    titles: async (limit) => {
      const query = visibleDocuments(db, await visible()).select("document.title");
      const rows = await query.orderBy("document.updatedAt", "desc").orderBy("document.id", "desc").limit(limit).execute();
      return rows.map((row) => row.title);
    },
    byTitle: async (words, limit) => {
      if (words.length === 0) return [];
      let query = visibleDocuments(db, await visible()).select(SUMMARY);
      for (const word of words) query = query.where(contains("document.title", word));
      const rows = await query.orderBy("document.updatedAt", "desc").orderBy("document.id", "desc").limit(limit).execute();
      return rows.map((row) => permit(toSummary(row)));
    },
    containersNamed: async (name) => containersNamed(db, await visible(), name),
    sources: async () => {
      const query = visibleDocuments(db, await visible()).select(["source.id", "source.name", "source.connector"]);
      const counted = query.select((each) => each.fn.count<number | string>("document.id").as("documents"));
      const rows = await counted
        .groupBy(["source.id", "source.name", "source.connector"])
        .orderBy("source.name")
        .orderBy("source.id")
        .execute();
      // Postgres counts in text.
      return rows.map((row) => ({ ...row, documents: Number(row.documents) }));
    },
    sourcesNamed: async (name) => {
      const wanted = name.toLowerCase();
      const { rows } = await sql<{ id: string }>`
        select source.id from source where (source.id = ${name} or source.connector = ${wanted} or lower(source.name) = ${wanted}) and exists (
          select 1 from document where document.source_id = source.id and ${await visible()}) order by source.id`.execute(db);
      return rows.map((row) => row.id);
    },
  };
}

/** Whether a column holds a word, whatever its case and whatever LIKE would make of its characters. */
function contains(column: string, word: string): RawBuilder<boolean> {
  const pattern = `%${word.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}

/** The tree below every container of that title, path or id of which the actor may read at least one document. */
async function containersNamed(db: Kysely<Schema>, visible: RawBuilder<boolean>, name: string): Promise<readonly string[]> {
  const wanted = name.toLowerCase().replace(/\/+$/, "");
  if (wanted === "") return [];
  const { rows } = await sql<{ id: string }>`
    with recursive tree(id) as (
      select id from container where lower(title) = ${wanted} or lower(path) = ${wanted} or id = ${name}
      union select c.id from container c join tree on c.parent_id = tree.id)
    select tree.id from tree where exists (
      select 1 from document join source on source.id = document.source_id where document.container_id = tree.id and ${visible})
    order by tree.id`.execute(db);
  return rows.map((row) => row.id);
}
