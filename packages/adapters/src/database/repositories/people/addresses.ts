import type { SignInRepository } from "@smartypants/core";
import { bumpEpoch } from "../../sql.ts";
import { atomically, type PeopleDb } from "./auth-tables.ts";

export function createAddressStore(db: PeopleDb): Pick<SignInRepository, "ownersOfAddress" | "setAddresses"> {
  return {
    ownersOfAddress: (address) => ownersOfAddress(db, address),
    setAddresses: (identityId, addresses, now) => atomically(db, (tx) => setAddresses(tx, identityId, addresses, now)),
  };
}

export async function ownersOfAddress(db: PeopleDb, address: string): Promise<readonly string[]> {
  const own = await db.selectFrom("userProfile").select("id").where("email", "=", address).execute();
  const vouched = await db
    .selectFrom("verifiedAddress")
    .innerJoin("linkedIdentity", "linkedIdentity.id", "verifiedAddress.identityId")
    .select("linkedIdentity.userId as id")
    .where("address", "=", address)
    .execute();
  return [...new Set([...own, ...vouched].map((row) => row.id))];
}

async function setAddresses(tx: PeopleDb, identityId: string, addresses: readonly string[], now: number): Promise<void> {
  const known = await tx.selectFrom("verifiedAddress").select("address").where("identityId", "=", identityId).execute();
  const before = known.map((row) => row.address);
  const gone = before.filter((address) => !addresses.includes(address));
  const fresh = addresses.filter((address) => !before.includes(address));
  await bumpEpoch(tx, "acl");
  if (gone.length > 0) await tx.deleteFrom("verifiedAddress").where("identityId", "=", identityId).where("address", "in", gone).execute();
  for (const address of fresh) {
    const domain = address.slice(address.lastIndexOf("@") + 1);
    await tx.insertInto("verifiedAddress").values({ identityId, address, domain, verifiedAt: now }).execute();
  }
  await followAddress(tx, identityId, addresses, now);
}

/** The own address of a person who has come by this identity is what it vouches for, and nothing else. */
async function followAddress(tx: PeopleDb, identityId: string, addresses: readonly string[], now: number): Promise<void> {
  const person = await tx
    .selectFrom("userProfile")
    .select(["id", "email"])
    .where("verifiedBy", "=", verifier(identityId))
    .executeTakeFirst();
  if (person === undefined || addresses.includes(person.email)) return;
  const [next] = addresses;
  if (next === undefined || (await ownersOfAddress(tx, next)).some((id) => id !== person.id)) return dropVerification(tx, identityId);
  await tx.updateTable("userProfile").set({ email: next, verifiedAt: now, updatedAt: now }).where("id", "=", person.id).execute();
  await tx
    .updateTable("authUser")
    .set({ email: next, updatedAt: new Date(now).toISOString() })
    .where("id", "=", person.id)
    .execute();
}

/** The own address that only this identity had verified gives nothing any more. */
export async function dropVerification(tx: PeopleDb, identityId: string): Promise<void> {
  const rows = await tx
    .updateTable("userProfile")
    .set({ verifiedAt: null, verifiedBy: null })
    .where("verifiedBy", "=", verifier(identityId))
    .returning("id")
    .execute();
  for (const { id } of rows) await tx.updateTable("authUser").set({ emailVerified: 0 }).where("id", "=", id).execute();
}

function verifier(identityId: string): string {
  return `identity:${identityId}`;
}
