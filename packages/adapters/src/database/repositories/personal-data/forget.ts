import { ERASED, type PersonOutcome, type Whose } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { anyOf, bumpEpoch, parseJson, type RepositoryBase } from "../../sql.ts";
import { asPeople } from "../people/auth-tables.ts";
import { removePerson } from "../people/persons.ts";

/**
 * Where a person is named by id besides what goes with them, and what becomes of it. A column that holds a person's id and is in neither list, nor goes
 * with the person, fails the test beside this file.
 */
export const INHERITED = ["assistant.owner_id", "collection.owner_id", "source.created_by", "test_set.created_by"] as const;

export const ATTRIBUTED = [
  "invite.created_by",
  "password_link.created_by",
  "setting.updated_by",
  "user_profile.verified_by",
  "sync_run.requested_by",
  "assistant_version.author_id",
  "prompt_version.author_id",
  "evaluation.requested_by",
  "evaluation.acting_user_id",
  "sign_in_provider.created_by",
  "webhook.created_by",
  "erasure.heir_id",
] as const;

/** Texts in which an id may stand: JSON, and lines of the log with the path of a request. */
const MENTIONED = ["setting.value", "webhook_delivery.body", "log_entry.fields", "log_entry.message"] as const;

/** Goes with the person, besides what their row takes along by reference. */
export const OWNED = ["credential_draft.user_id", "oauth_flow.user_id", "upload_place.user_id"] as const;

export async function forgetPerson(base: RepositoryBase, whose: Whose, heirId: string): Promise<PersonOutcome> {
  const { db } = base;
  const { userId, principals } = whose;
  const outcome = await removePerson(asPeople(db), userId);
  if (outcome !== "done") return outcome;
  for (const place of OWNED) await sql`delete from ${tableOf(place)} where ${columnOf(place)} = ${userId}`.execute(db);
  for (const table of ["assistant", "collection"])
    await sql`delete from ${sql.table(table)} where owner_id = ${userId} and visibility = 'private'`.execute(db);
  for (const place of INHERITED) await rename(base, place, userId, heirId);
  for (const place of ATTRIBUTED) await rename(base, place, userId, ERASED);
  for (const place of MENTIONED)
    await sql`update ${tableOf(place)} set ${columnOf(place)} = replace(${columnOf(place)}, ${userId}, ${ERASED})
      where ${columnOf(place)} like ${`%${userId}%`}`.execute(db);
  // A call that had begun before the person was stopped may have been written down since.
  await sql`update usage_event set user_id = ${ERASED}, api_key_id = null, run_id = null where user_id = ${userId}`.execute(db);
  await forgetAddresses(base, principals);
  await sql`delete from job where state <> 'running' and payload like ${`%${userId}%`}`.execute(db);
  return "done";
}

function tableOf(place: string): RawBuilder<unknown> {
  return sql.table(place.slice(0, place.indexOf(".")));
}

function columnOf(place: string): RawBuilder<unknown> {
  return sql.ref(place.slice(place.indexOf(".") + 1));
}

async function rename({ db }: RepositoryBase, place: string, from: string, to: string): Promise<void> {
  await sql`update ${tableOf(place)} set ${columnOf(place)} = ${to} where ${columnOf(place)} = ${from}`.execute(db);
}

/** Takes the person's addresses out of what people have said about who may read or use something. What a source reports stays as it reports it. */
async function forgetAddresses(base: RepositoryBase, principals: readonly string[]): Promise<void> {
  const { db, engine } = base;
  if (principals.length === 0) return;
  const addresses = principals.map((principal) => principal.slice("user:".length));
  await sql`delete from invite where ${anyOf(engine, sql.ref("email"), addresses)}`.execute(db);
  await sql`delete from auth_verification where ${anyOf(engine, sql.ref("identifier"), addresses)}`.execute(db);
  for (const table of ["assistant", "collection"] as const) await withoutPrincipals(base, table, principals);
  await withoutUploaders(base, principals);
  await clearAcls(base, principals);
}

async function withoutPrincipals({ db }: RepositoryBase, table: "assistant" | "collection", principals: readonly string[]): Promise<void> {
  for (const principal of principals) {
    const rows = await db
      .selectFrom(table)
      .select(["id", "allow"])
      .where("allow", "like", `%${JSON.stringify(principal)}%`)
      .execute();
    for (const { id, allow } of rows) {
      const left = parseJson<string[]>(allow).filter((each) => !principals.includes(each));
      await db
        .updateTable(table)
        .set({ allow: JSON.stringify(left) })
        .where("id", "=", id)
        .execute();
    }
  }
}

/** Uploads keep what was said of their readers besides the ACL they have. */
async function withoutUploaders({ db }: RepositoryBase, principals: readonly string[]): Promise<void> {
  for (const principal of principals) {
    const { rows } = await sql<{ id: string; sourceAcl: string }>`
      select id, source_acl from document where source_id in (select id from source where connector = 'upload')
        and source_acl like ${`%${JSON.stringify(principal)}%`}`.execute(db);
    for (const { id, sourceAcl } of rows) {
      const acl = parseJson<{ readonly allow?: readonly string[] }>(sourceAcl);
      const left = { ...acl, allow: (acl.allow ?? []).filter((each) => !principals.includes(each)) };
      await db
        .updateTable("document")
        .set({ sourceAcl: JSON.stringify(left) })
        .where("id", "=", id)
        .execute();
    }
  }
}

/**
 * The entries of ACLs that only uploads have, or nothing any more. They keep their ids, so that the indexes need not follow, and lose their hash: what
 * they hold now is another set.
 */
async function clearAcls({ db, engine }: RepositoryBase, principals: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select acl.id as id from acl where acl.hash is not null
      and exists (select 1 from acl_entry where acl_entry.acl_id = acl.id and ${anyOf(engine, sql.ref("acl_entry.principal"), principals)})
      and not exists (select 1 from document join source on source.id = document.source_id
        where document.acl_id = acl.id and source.connector <> 'upload')`.execute(db);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return;
  await sql`delete from acl_entry where ${anyOf(engine, sql.ref("acl_id"), ids)} and ${anyOf(engine, sql.ref("principal"), principals)}`.execute(
    db,
  );
  await sql`update acl set hash = null where ${anyOf(engine, sql.ref("id"), ids)}`.execute(db);
  await bumpEpoch(db, "acl");
}
