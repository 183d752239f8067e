import type { Session } from "@smartypants/core";
import { type Kysely, sql } from "kysely";

interface SessionRow {
  readonly id: string;
  readonly userId: string;
  /** ISO text on SQLite, a Date on Postgres. */
  readonly createdAt: string | Date;
  readonly updatedAt: string | Date;
  readonly expiresAt: string | Date;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}

export interface SessionStore {
  readonly idByToken: (token: string) => Promise<string | null>;
  /** Expired ones too, latest first. */
  readonly ofUser: (userId: string) => Promise<readonly Session[]>;
  readonly revoke: (userId: string, id: string) => Promise<boolean>;
  readonly revokeAll: (userId: string, exceptId?: string) => Promise<number>;
}

/** The library's session rows, read without ever handing out their tokens. */
export function createSessionStore(plain: Kysely<never>): SessionStore {
  return {
    idByToken: async (token) => {
      const { rows } = await sql<{ id: string }>`select id from auth_session where token = ${token}`.execute(plain);
      return rows[0]?.id ?? null;
    },
    ofUser: async (userId) => {
      const { rows } = await sql<SessionRow>`
        select id, user_id as "userId", created_at as "createdAt", updated_at as "updatedAt", expires_at as "expiresAt",
          ip_address as "ipAddress", user_agent as "userAgent"
        from auth_session where user_id = ${userId} order by created_at desc, id`.execute(plain);
      return rows.map(toSession);
    },
    revoke: async (userId, id) => {
      const { rows } = await sql`delete from auth_session where id = ${id} and user_id = ${userId} returning id`.execute(plain);
      return rows.length > 0;
    },
    revokeAll: async (userId, exceptId) => {
      const { rows } = await sql`delete from auth_session where user_id = ${userId} and id <> ${exceptId ?? ""} returning id`.execute(
        plain,
      );
      return rows.length;
    },
  };
}

/** Without the token, in our types. */
export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.userId,
    createdAt: new Date(row.createdAt).getTime(),
    updatedAt: new Date(row.updatedAt).getTime(),
    expiresAt: new Date(row.expiresAt).getTime(),
    ipAddress: row.ipAddress || null,
    userAgent: row.userAgent || null,
  };
}
