import type { PersonalCounts, Whose } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import type { RepositoryBase } from "../../sql.ts";
import { isPrivateUpload, uploadsOf } from "./reads.ts";

export async function countPersonalData(base: RepositoryBase, whose: Whose, now: number): Promise<PersonalCounts> {
  const { userId } = whose;
  const living = base.engine === "sqlite" ? new Date(now).toISOString() : sql`to_timestamp(${now / 1000}::float8)`;
  const isPrivate = isPrivateUpload(base, whose);
  const counts: Readonly<Record<keyof PersonalCounts, RawBuilder<unknown>>> = {
    conversations: sql`conversation where user_id = ${userId}`,
    answers: sql`run where user_id = ${userId} and conversation_id is null`,
    attachments: sql`attachment where conversation_id in (select id from conversation where user_id = ${userId})`,
    privateUploads: sql`${uploadsOf(userId)} and ${isPrivate}`,
    sharedUploads: sql`${uploadsOf(userId)} and not ${isPrivate}`,
    savedSearches: sql`saved_search where user_id = ${userId}`,
    apiKeys: sql`api_key where user_id = ${userId} and revoked_at is null`,
    sessions: sql`auth_session where user_id = ${userId} and expires_at > ${living}`,
    linkedAccounts: sql`linked_identity where user_id = ${userId}`,
    privateAssistants: sql`assistant where owner_id = ${userId} and visibility = 'private'`,
    privateCollections: sql`collection where owner_id = ${userId} and visibility = 'private'`,
    sharedAssistants: sql`assistant where owner_id = ${userId} and visibility <> 'private'`,
    sharedCollections: sql`collection where owner_id = ${userId} and visibility <> 'private'`,
    sources: sql`source where created_by = ${userId} and connector <> 'upload'`,
    testSets: sql`test_set where created_by = ${userId}`,
    calls: sql`usage_event where user_id = ${userId} and model_id is not null`,
  };
  const columns = Object.entries(counts).map(([name, from]) => sql`(select count(*) from ${from}) as ${sql.id(name)}`);
  const { rows } = await sql<Record<string, number | string>>`select ${sql.join(columns)}`.execute(base.db);
  return Object.fromEntries(Object.keys(counts).map((name) => [name, Number(rows[0]?.[name] ?? 0)])) as Record<
    keyof PersonalCounts,
    number
  >;
}
