import type { PersonalDataRepository, PersonalUpload, Scope, Whose } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { anyOf, parseJson, type RepositoryBase } from "../../sql.ts";
import { toConversation, toMessage } from "../answer-rows.ts";

type Reads = Pick<PersonalDataRepository, "conversations" | "messages" | "answers" | "runningAnswers" | "uploads" | "keys">;

export function createPersonalReads(base: RepositoryBase): Reads {
  const { db } = base;
  return {
    conversations: async (userId, { after, limit }) => {
      let query = db.selectFrom("conversation").selectAll().where("userId", "=", userId);
      if (after !== null) query = query.where("id", ">", after);
      return (await query.orderBy("id").limit(limit).execute()).map(toConversation);
    },
    messages: async (conversationId, { after, limit }) => {
      let query = db.selectFrom("message").selectAll().where("conversationId", "=", conversationId);
      if (after !== null) query = query.where("id", ">", after);
      return (await query.orderBy("id").limit(limit).execute()).map(toMessage);
    },
    answers: async (userId, { after, limit }) => {
      let query = db.selectFrom("run").select("id").where("userId", "=", userId).where("conversationId", "is", null);
      if (after !== null) query = query.where("id", ">", after);
      return (await query.orderBy("id").limit(limit).execute()).map((row) => row.id);
    },
    runningAnswers: async (userId) => {
      const rows = await db.selectFrom("run").select("id").where("userId", "=", userId).where("state", "=", "running").execute();
      return rows.map((row) => row.id);
    },
    uploads: async (whose, { after, limit }) => {
      const { rows } = await sql<UploadRow>`
        select sync_item.source_id as "sourceId", sync_item.external_id as "externalId", sync_item.document_id as "documentId",
          coalesce(sync_item.title, '') as title, document.blob_id as "blobId", coalesce(document.size_bytes, 0) as "sizeBytes",
          sync_item.updated_at as "updatedAt", case when ${isPrivateUpload(base, whose)} then 1 else 0 end as private
        from ${uploadsOf(whose.userId)} and sync_item.external_id > ${after ?? ""} order by sync_item.external_id limit ${limit}`.execute(
        db,
      );
      return rows.map(({ private: isPrivate, ...row }): PersonalUpload => ({ ...row, isPrivate: isPrivate === 1 }));
    },
    keys: async (userId) => {
      const rows = await db
        .selectFrom("apiKey")
        .select(["id", "name", "prefix", "scopes", "expiresAt", "lastUsedAt", "createdAt", "revokedAt"])
        .where("userId", "=", userId)
        .orderBy("id")
        .execute();
      return rows.map((row) => ({ ...row, scopes: parseJson<readonly Scope[]>(row.scopes) }));
    },
  };
}

type UploadRow = Omit<PersonalUpload, "isPrivate"> & { readonly private: number };

/** A person's uploads, to be gone on with `and`: outermost items that belong to no conversation. */
export function uploadsOf(userId: string): RawBuilder<unknown> {
  return sql`sync_item join source on source.id = sync_item.source_id and source.connector = 'upload'
    left join document on document.id = sync_item.document_id
    where sync_item.container_external_id = ${userId} and sync_item.parent_external_id is null
      and not exists (select 1 from attachment where attachment.document_id = sync_item.external_id)`;
}

/** What was never read can be read by nobody. */
export function isPrivateUpload({ engine }: RepositoryBase, { principals }: Whose): RawBuilder<boolean> {
  const isOwn = principals.length === 0 ? sql`1 = 0` : anyOf(engine, sql.ref("acl_entry.principal"), principals);
  return sql<boolean>`(document.id is null or not exists (
    select 1 from acl_entry where acl_entry.acl_id = document.acl_id and not (${isOwn})))`;
}
