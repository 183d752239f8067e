import type { LinkedIdentity, SignInRepository } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Selectable } from "kysely";
import type { LinkedIdentityRow } from "../../schema.ts";
import { bumpEpoch } from "../../sql.ts";
import { dropVerification } from "./addresses.ts";
import { atomically, type PeopleDb } from "./auth-tables.ts";
import { toRole } from "./to-person.ts";

type Identities = "identity" | "identitiesOf" | "addIdentity" | "noteIdentity" | "removeIdentity" | "setMemberships";

export function createIdentityStore(db: PeopleDb): Pick<SignInRepository, Identities> {
  return {
    identity: async (issuer, subject) => {
      const rows = await selectIdentities(db).where("issuer", "=", issuer).where("subject", "=", subject).execute();
      return (await withAddresses(db, rows))[0] ?? null;
    },
    identitiesOf: async (userId) =>
      withAddresses(db, await selectIdentities(db).where("userId", "=", userId).orderBy("createdAt").orderBy("id").execute()),
    addIdentity: (identity) =>
      atomically(db, async (tx) => {
        // Asked first, because on Postgres a statement that fails spoils the caller's whole transaction.
        const { issuer, subject } = identity;
        const known = await selectIdentities(tx).where("issuer", "=", issuer).where("subject", "=", subject).executeTakeFirst();
        if (known !== undefined) throw new SmartyError("conflict", "This account is linked already.");
        await tx.insertInto("linkedIdentity").values(identity).execute();
      }),
    noteIdentity: async (id, note) => void (await db.updateTable("linkedIdentity").set(note).where("id", "=", id).execute()),
    removeIdentity: (userId, id) =>
      atomically(db, async (tx) => {
        await bumpEpoch(tx, "acl");
        const known = await tx
          .selectFrom("linkedIdentity")
          .select("id")
          .where("id", "=", id)
          .where("userId", "=", userId)
          .executeTakeFirst();
        if (known === undefined) return false;
        await dropVerification(tx, id);
        await tx.deleteFrom("linkedIdentity").where("id", "=", id).execute();
        return true;
      }),
    setMemberships: (identityId, groupIds, now) => atomically(db, (tx) => setMemberships(tx, identityId, groupIds, now)),
  };
}

async function setMemberships(tx: PeopleDb, identityId: string, groupIds: readonly string[], now: number): Promise<void> {
  const identity = await tx.selectFrom("linkedIdentity").select("userId").where("id", "=", identityId).executeTakeFirst();
  if (identity === undefined) return;
  const before = await tx.selectFrom("groupMember").select(["groupId", "identityId"]).where("userId", "=", identity.userId).execute();
  const gone = before.filter((row) => row.identityId === identityId && !groupIds.includes(row.groupId));
  const fresh = groupIds.filter((groupId) => !before.some((row) => row.groupId === groupId));
  if (gone.length + fresh.length === 0) return;
  await bumpEpoch(tx, "acl");
  for (const { groupId } of gone) {
    await tx.deleteFrom("groupMember").where("userId", "=", identity.userId).where("groupId", "=", groupId).execute();
  }
  for (const groupId of fresh)
    await tx.insertInto("groupMember").values({ groupId, userId: identity.userId, addedAt: now, identityId }).execute();
}

function selectIdentities(db: PeopleDb) {
  return db.selectFrom("linkedIdentity").selectAll();
}

async function withAddresses(db: PeopleDb, rows: readonly Selectable<LinkedIdentityRow>[]): Promise<readonly LinkedIdentity[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const addresses = await db
    .selectFrom("verifiedAddress")
    .select(["identityId", "address"])
    .where("identityId", "in", ids)
    .orderBy("address")
    .execute();
  return rows.map((row) => ({
    ...row,
    grantedRole: row.grantedRole === null ? null : toRole(row.grantedRole),
    addresses: addresses.filter((each) => each.identityId === row.id).map((each) => each.address),
  }));
}
