import { ERASED } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, type RepositoryBase } from "../../sql.ts";

export async function eraseAnswers({ db }: RepositoryBase, userId: string, limit: number): Promise<number> {
  const gone = await sql`
    delete from run where id in (select id from run where user_id = ${userId} and conversation_id is null limit ${limit})`.execute(db);
  return Number(gone.numAffectedRows ?? 0n);
}

export async function eraseFromAudit(
  { db, engine }: RepositoryBase,
  userId: string,
  after: string,
  limit: number,
): Promise<{ readonly count: number; readonly next: string | null }> {
  // Details hold ids, and an id is part of no other word.
  const { rows } = await sql<{ id: string; named: number }>`
    select id, case when actor_id = ${userId} or object_id = ${userId} or detail like ${`%${userId}%`} then 1 else 0 end as named
    from audit_event where id > ${after} order by id limit ${limit}`.execute(db);
  const ids = rows.filter((row) => row.named === 1).map((row) => row.id);
  if (ids.length > 0) {
    // The request of theirs is in the server's log, with their id.
    await sql`
      update audit_event set
        request_id = case when actor_id = ${userId} then null else request_id end,
        actor_id = case when actor_id = ${userId} then ${ERASED} else actor_id end,
        object_id = case when object_id = ${userId} then ${ERASED} else object_id end,
        detail = replace(detail, ${userId}, ${ERASED})
      where ${anyOf(engine, sql.ref("id"), ids)}`.execute(db);
  }
  return { count: ids.length, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}

export async function eraseFromUsage({ db }: RepositoryBase, userId: string, limit: number): Promise<number> {
  // Without key and run, or the calls of one person could be told from those of another still.
  const usage = await sql`
    update usage_event set user_id = ${ERASED}, api_key_id = null, run_id = null
    where id in (select id from usage_event where user_id = ${userId} limit ${limit})`.execute(db);
  return Number(usage.numAffectedRows ?? 0n);
}

/** With what lies inside of them; the documents say themselves who brought them, too. */
export async function handOverUploads({ db }: RepositoryBase, userId: string, heirId: string, limit: number): Promise<number> {
  const isUpload = sql`source_id in (select id from source where connector = 'upload')`;
  const items = await sql`
    update sync_item set container_external_id = ${heirId} where ${isUpload} and external_id in (
      select external_id from sync_item where ${isUpload} and container_external_id = ${userId} limit ${limit})`.execute(db);
  const documents = await sql`
    update document set metadata = replace(metadata, ${userId}, ${heirId}) where id in (
      select id from document where ${isUpload} and metadata like ${`%${userId}%`} limit ${limit})`.execute(db);
  return Math.max(Number(items.numAffectedRows ?? 0n), Number(documents.numAffectedRows ?? 0n));
}
