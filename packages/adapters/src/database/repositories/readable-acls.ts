import { createHash } from "node:crypto";
import type { Actor, ReadableAcls } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { anyOf, parseJson, type RepositoryBase } from "../sql.ts";

/** Readable ACL ids by actor, valid for one epoch of permissions. */
export type ReadableCache = Map<string, { readonly epoch: number; readonly readable: ReadableAcls }>;

export interface ScopeOptions extends RepositoryBase {
  /** Null: nothing is kept. */
  readonly cache: ReadableCache | null;
  readonly now: () => number;
  /** Permissions and memberships that a source keeps are good for so long. */
  readonly maxAgeMs: number;
}

/** Entries kept at most: an actor's ids may be thousands. */
const CACHED_ACTORS = 5000;

/** The ACL rows that name a principal of the actor. Computed anew after any committed change of permissions, whoever made it. */
export async function readableAcls(options: ScopeOptions, actor: Actor): Promise<ReadableAcls> {
  const { cache } = options;
  const { epoch, stale } = await presentState(options);
  const key = JSON.stringify([actor.userId, actor.verifiedAt === null ? null : actor.email, actor.conversationId ?? null, stale]);
  const known = cache?.get(key);
  if (known?.epoch === epoch) return known.readable;
  const ids = await computeReadable(options, actor, stale);
  const readable = { ids, fingerprint: fingerprint(ids) };
  if (cache !== null && cache.size >= CACHED_ACTORS) cache.clear();
  cache?.set(key, { epoch, readable });
  return readable;
}

/**
 * The epoch of permissions, and the sources whose memberships could not be read for too long: their groups grant nothing. Those go by the time, which no
 * epoch counts.
 */
async function presentState({
  db,
  engine,
  now,
  maxAgeMs,
}: ScopeOptions): Promise<{ readonly epoch: number; readonly stale: readonly string[] }> {
  const list = engine === "sqlite" ? sql`json_group_array(id)` : sql`coalesce(json_agg(id)::text, '[]')`;
  const { rows } = await sql<{ epoch: number | null; stale: string }>`
    select (select value from epoch where name = 'acl') as epoch,
      (select ${list} from source where groups_synced_at <= ${now() - maxAgeMs}) as stale`.execute(db);
  return { epoch: rows[0]?.epoch ?? 0, stale: parseJson<string[]>(rows[0]?.stale ?? "[]").toSorted() };
}

export async function principalsOf(options: ScopeOptions, actor: Actor): Promise<readonly string[]> {
  const mine = withMine(options, actor, (await presentState(options)).stale);
  const { rows } = await sql<{ p: string }>`${mine} select p from mine order by p`.execute(options.db);
  return rows.map((row) => row.p);
}

async function computeReadable(options: ScopeOptions, actor: Actor, stale: readonly string[]): Promise<readonly number[]> {
  const { db, engine } = options;
  // One row: handing over thousands of them takes longer than finding them.
  const list = engine === "sqlite" ? sql`group_concat(e.acl_id)` : sql`string_agg(e.acl_id::text, ',')`;
  const { rows } = await sql<{ list: string | null }>`
    ${withMine(options, actor, stale)} select ${list} as list from mine join acl_entry e on e.principal = mine.p`.execute(db);
  // Parsed as JSON: splitting thousands of numbers takes ten times as long.
  const ids = parseJson<number[]>(`[${rows[0]?.list ?? ""}]`);
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

/** `mine(p)`: the actor's principals with all groups, through nested ones. Cycles end in the union. */
function withMine({ engine }: RepositoryBase, actor: Actor, stale: readonly string[]): RawBuilder<unknown> {
  const email = actor.email.toLowerCase();
  const own = actor.verifiedAt === null ? [] : [`user:${email}`, `domain:${email.slice(email.lastIndexOf("@") + 1)}`];
  const start = sql.join(
    ["everyone", ...own].map((principal) => sql`select cast(${principal} as text) as p`),
    sql` union all `,
  );
  const vouched = sql`from verified_address a join linked_identity i on i.id = a.identity_id where i.user_id = ${actor.userId}`;
  const isFresh = stale.length === 0 ? sql`` : sql`where not ${anyOf(engine, sql.ref("m.source_id"), stale)}`;
  return sql`
    with recursive mine(p) as (
      select p from (
        ${start}
        union all select 'user:' || a.address ${vouched}
        union all select 'domain:' || a.domain ${vouched}
        union all select 'group:local/' || group_id from group_member where user_id = ${actor.userId}
        union all select 'conversation:' || id from conversation where id = ${actor.conversationId ?? ""} and user_id = ${actor.userId}) as first
      union select 'group:' || m.source_id || '/' || m.group_id from source_membership m join mine on m.member = mine.p ${isFresh})`;
}

/** Two sets with one fingerprint would show a reader another's cached answers, so it is a cryptographic one. */
function fingerprint(ids: readonly number[]): string {
  return createHash("sha256").update(ids.join(",")).digest("base64url");
}
