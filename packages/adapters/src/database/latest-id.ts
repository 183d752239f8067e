import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** The greatest id among the rows that are listed in the order of their ids; empty when there is none. New ids must sort after it. */
export async function readLatestId(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ id: string | null }>`
    select max(id) as id from (
      select max(id) as id from sync_run union all select max(id) from audit_event union all select max(id) from conversation
      union all select max(id) from message union all select max(id) from run) as latest`.execute(db);
  return rows[0]?.id ?? "";
}
