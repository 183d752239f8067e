import type { PersonStore } from "@smartypants/core";
import { atomically, type PeopleDb } from "./auth-tables.ts";
import { toPersonOrNull } from "./to-person.ts";

type PasswordStore = Pick<PersonStore, "passwordHash" | "setPassword" | "createPasswordLink" | "passwordLink" | "takePasswordLink">;

/** The sign-in library's name for accounts with a password. */
const PROVIDER = "credential";

export function createPasswordStore(db: PeopleDb): PasswordStore {
  return {
    passwordHash: async (userId) => {
      const row = await db
        .selectFrom("authAccount")
        .select("password")
        .where("providerId", "=", PROVIDER)
        .where("accountId", "=", userId)
        .executeTakeFirst();
      return row?.password ?? null;
    },
    setPassword: (userId, hash, now) =>
      atomically(db, async (tx) => {
        await writePassword(tx, userId, hash, now);
        await tx.deleteFrom("authSession").where("userId", "=", userId).execute();
        await tx.deleteFrom("passwordLink").where("userId", "=", userId).execute();
      }),
    createPasswordLink: ({ now, ...link }) =>
      atomically(db, async (tx) => {
        await tx.deleteFrom("passwordLink").where("userId", "=", link.userId).execute();
        await tx
          .insertInto("passwordLink")
          .values({ ...link, createdAt: now })
          .execute();
      }),
    passwordLink: async (tokenHash, now) =>
      toPersonOrNull(
        await db
          .selectFrom("passwordLink")
          .innerJoin("userProfile", "userProfile.id", "passwordLink.userId")
          .selectAll("userProfile")
          .where("tokenHash", "=", tokenHash)
          .where("expiresAt", ">", now)
          .executeTakeFirst(),
      ),
    takePasswordLink: async (tokenHash, now) => {
      const taken = await db
        .deleteFrom("passwordLink")
        .where("tokenHash", "=", tokenHash)
        .where("expiresAt", ">", now)
        .returning("userId")
        .executeTakeFirst();
      return taken?.userId ?? null;
    },
  };
}

/** The account has the id of its person, because the library finds it by that. */
export async function writePassword(tx: PeopleDb, userId: string, hash: string, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  await tx
    .insertInto("authAccount")
    .values({ id: userId, accountId: userId, providerId: PROVIDER, userId, password: hash, createdAt: at, updatedAt: at })
    .onConflict((conflict) => conflict.columns(["providerId", "accountId"]).doUpdateSet({ password: hash, updatedAt: at }))
    .execute();
}
