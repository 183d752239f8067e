import type { Kysely, Transaction } from "kysely";
import type { Schema } from "../../schema.ts";

/** The columns of the sign-in library's tables that we write ourselves. Instants are ISO text going in; flags are 0 or 1. */
type AuthTables = {
  authUser: { id: string; name: string; email: string; emailVerified: number; createdAt: string; updatedAt: string };
  authSession: { id: string; userId: string };
  authAccount: {
    id: string;
    accountId: string;
    providerId: string;
    userId: string;
    password: string | null;
    createdAt: string;
    updatedAt: string;
  };
  passwordLink: { tokenHash: string; userId: string; createdBy: string; createdAt: number; expiresAt: number };
};

export type PeopleDb = Kysely<Schema & AuthTables>;

/** The same connection with the sign-in library's tables in its type. */
export function asPeople(db: Kysely<Schema>): PeopleDb {
  return db.withTables<AuthTables>();
}

/** Runs `work` in the transaction that `db` is, or in one of its own. */
export async function atomically<Value>(db: PeopleDb, work: (tx: PeopleDb) => Promise<Value>): Promise<Value> {
  if (db.isTransaction) return work(db);
  return db.transaction().execute((tx: Transaction<Schema & AuthTables>) => work(tx));
}
