import { createHash } from "node:crypto";
import type { Actor, ReadableAcls } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { parseJson, type RepositoryBase } from "../sql.ts";

/** Readable ACL ids by actor, valid for one epoch of permissions. */
export type ReadableCache = Map<string, { readonly epoch: number; readonly readable: ReadableAcls }>;

export interface ScopeOptions extends RepositoryBase {
  /** Null: nothing is kept. */
  readonly cache: ReadableCache | null;
  readonly now: () => number;
}

/** Entries kept at most: an actor's ids may be thousands. */
const CACHED_ACTORS = 5000;

/** The ACL rows that name a principal of the actor. Computed anew after any committed change of permissions, whoever made it. */
export async function readableAcls(options: ScopeOptions, actor: Actor): Promise<ReadableAcls> {
  const { db, cache } = options;
  const epoch = (await db.selectFrom("epoch").select("value").where("name", "=", "acl").executeTakeFirst())?.value ?? 0;
  const key = JSON.stringify([actor.userId, actor.verifiedAt === null ? null : actor.email]);
  const known = cache?.get(key);
  if (known?.epoch === epoch) return known.readable;
  const ids = await computeReadable(options, actor);
  const readable = { ids, fingerprint: fingerprint(ids) };
  if (cache !== null && cache.size >= CACHED_ACTORS) cache.clear();
  cache?.set(key, { epoch, readable });
  return readable;
}

export async function principalsOf({ db }: RepositoryBase, actor: Actor): Promise<readonly string[]> {
  const { rows } = await sql<{ p: string }>`${withMine(actor)} select p from mine order by p`.execute(db);
  return rows.map((row) => row.p);
}

async function computeReadable({ db, engine }: RepositoryBase, actor: Actor): Promise<readonly number[]> {
  // One row: handing over thousands of them takes longer than finding them.
  const list = engine === "sqlite" ? sql`group_concat(e.acl_id)` : sql`string_agg(e.acl_id::text, ',')`;
  const { rows } = await sql<{ list: string | null }>`
    ${withMine(actor)} select ${list} as list from mine join acl_entry e on e.principal = mine.p`.execute(db);
  // Parsed as JSON: splitting thousands of numbers takes ten times as long.
  const ids = parseJson<number[]>(`[${rows[0]?.list ?? ""}]`);
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

/** `mine(p)`: the actor's principals with all groups, through nested ones. Cycles end in the union. */
function withMine(actor: Actor): RawBuilder<unknown> {
  const email = actor.email.toLowerCase();
  const own = actor.verifiedAt === null ? [] : [`user:${email}`, `domain:${email.slice(email.lastIndexOf("@") + 1)}`];
  const start = sql.join(
    ["everyone", ...own].map((principal) => sql`select cast(${principal} as text) as p`),
    sql` union all `,
  );
  return sql`
    with recursive mine(p) as (
      select p from (
        ${start} union all select 'group:local/' || group_id from group_member where user_id = ${actor.userId}) as first
      union select 'group:' || m.source_id || '/' || m.group_id from source_membership m join mine on m.member = mine.p)`;
}

/** Two sets with one fingerprint would show a reader another's cached answers, so it is a cryptographic one. */
function fingerprint(ids: readonly number[]): string {
  return createHash("sha256").update(ids.join(",")).digest("base64url");
}
