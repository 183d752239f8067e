import type { NewPerson, PersonChange, PersonOutcome, PersonStore } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { sql } from "kysely";
import { bumpEpoch } from "../../sql.ts";
import { ownersOfAddress } from "./addresses.ts";
import { atomically, type PeopleDb } from "./auth-tables.ts";
import { beginsWith, hasWordBeginning } from "./begins-with.ts";
import { createPasswordStore, writePassword } from "./passwords.ts";
import { toPerson, toPersonOrNull } from "./to-person.ts";

export function createPersonStore(db: PeopleDb): PersonStore {
  return {
    create: (person) => create(db, person),
    createFirst: (person) =>
      atomically(db, async (tx) => {
        // The epoch's row is the lock: two who set up at the same time come here one after the other, on Postgres too.
        await bumpEpoch(tx, "acl");
        if (await anyone(tx)) return false;
        await insert(tx, person);
        return true;
      }),
    anyone: () => anyone(db),
    get: async (id) => toPersonOrNull(await db.selectFrom("userProfile").selectAll().where("id", "=", id).executeTakeFirst()),
    byEmail: async (email) => toPersonOrNull(await db.selectFrom("userProfile").selectAll().where("email", "=", email).executeTakeFirst()),
    firstAdmin: async () =>
      toPersonOrNull(await enabledAdmins(db).selectAll().orderBy("createdAt").orderBy("id").limit(1).executeTakeFirst()),
    list: async ({ after, limit, query }) => {
      let people = db.selectFrom("userProfile").selectAll();
      if (after !== undefined) people = people.where("id", ">", after);
      if (query !== undefined) {
        const pattern = `%${query.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
        people = people.where(sql<boolean>`(lower(name) like ${pattern} escape '\\' or email like ${pattern} escape '\\')`);
      }
      return (await people.orderBy("id").limit(limit).execute()).map(toPerson);
    },
    findPeople: async (text, limit) => {
      const rows = await db
        .selectFrom("userProfile")
        .selectAll()
        .where("disabled", "=", 0)
        .where(sql<boolean>`(${hasWordBeginning(sql.ref("name"), text)} or ${beginsWith(sql.ref("email"), text)})`)
        .orderBy("name")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toPerson);
    },
    update: (id, change, now) => atomically(db, (tx) => update(tx, id, change, now)),
    ...createPasswordStore(db),
  };
}

async function anyone(db: PeopleDb): Promise<boolean> {
  return (await db.selectFrom("userProfile").select("id").limit(1).executeTakeFirst()) !== undefined;
}

async function create(db: PeopleDb, person: NewPerson): Promise<void> {
  await atomically(db, async (tx) => {
    await bumpEpoch(tx, "acl");
    // Asked first, because on Postgres a statement that fails spoils the caller's whole transaction.
    const owners = await ownersOfAddress(tx, person.email);
    if (owners.length > 0) throw new SmartyError("conflict", `There is already a user with the address ${person.email}.`);
    await insert(tx, person);
  });
}

async function insert(tx: PeopleDb, { id, email, name, role, verifiedBy, passwordHash, now }: NewPerson): Promise<void> {
  const verifiedAt = verifiedBy === null ? null : now;
  await tx.insertInto("userProfile").values({ id, email, name, role, verifiedAt, verifiedBy, createdAt: now, updatedAt: now }).execute();
  const at = new Date(now).toISOString();
  await tx
    .insertInto("authUser")
    .values({ id, name, email, emailVerified: verifiedBy === null ? 0 : 1, createdAt: at, updatedAt: at })
    .execute();
  if (passwordHash !== null) await writePassword(tx, id, passwordHash, now);
}

async function update(tx: PeopleDb, id: string, change: PersonChange, now: number): ReturnType<PersonStore["update"]> {
  await bumpEpoch(tx, "acl");
  const before = await tx.selectFrom("userProfile").selectAll().where("id", "=", id).executeTakeFirst();
  if (before === undefined) return "missing";
  const role = change.role ?? before.role;
  const disabled = change.disabled ?? before.disabled === 1;
  if ((role !== "admin" || disabled) && (await isLastAdmin(tx, id))) return "last-admin";
  const verification = change.verifiedBy === undefined ? {} : { verifiedAt: now, verifiedBy: change.verifiedBy };
  const name = change.name ?? before.name;
  await tx
    .updateTable("userProfile")
    .set({ name, role, disabled: disabled ? 1 : 0, updatedAt: now, ...verification })
    .where("id", "=", id)
    .execute();
  await tx
    .updateTable("authUser")
    .set({ name, updatedAt: new Date(now).toISOString(), ...(change.verifiedBy !== undefined && { emailVerified: 1 }) })
    .where("id", "=", id)
    .execute();
  if (disabled) await tx.deleteFrom("authSession").where("userId", "=", id).execute();
  return "done";
}

/** Erases a person with what is theirs by reference: the end of forgetting them. */
export async function removePerson(tx: PeopleDb, id: string): Promise<PersonOutcome> {
  await bumpEpoch(tx, "acl");
  const person = await tx.selectFrom("userProfile").select("id").where("id", "=", id).executeTakeFirst();
  if (person === undefined) return "missing";
  if (await isLastAdmin(tx, id)) return "last-admin";
  for (const table of ["conversation", "run", "feedback", "savedSearch", "idempotency"] as const) {
    await tx.deleteFrom(table).where("userId", "=", id).execute();
  }
  await tx.deleteFrom("userProfile").where("id", "=", id).execute();
  return "done";
}

/** Whether `id` is the one enabled administrator. The epoch's row must be locked, or two may demote each other. */
async function isLastAdmin(tx: PeopleDb, id: string): Promise<boolean> {
  const admins = await enabledAdmins(tx).select("id").limit(2).execute();
  return admins.length === 1 && admins[0]?.id === id;
}

function enabledAdmins(db: PeopleDb) {
  return db.selectFrom("userProfile").where("role", "=", "admin").where("disabled", "=", 0);
}
