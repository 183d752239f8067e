import type { SourceConnectionRepository, SourceCredential } from "@smartypants/core";
import { type Selectable, sql } from "kysely";
import type { SourceCredentialRow } from "../schema.ts";
import { parseJson, type RepositoryBase } from "../sql.ts";

export function createSourceConnectionRepository(base: RepositoryBase): SourceConnectionRepository {
  return { ...createCredentials(base), ...createLeases(base), ...createDrafts(base), ...createFlows(base), ...createHooks(base) };
}

type Credentials = "credential" | "setCredential" | "renewCredential" | "setExpiry" | "removeCredential";

function createCredentials({ db }: RepositoryBase): Pick<SourceConnectionRepository, Credentials> {
  return {
    credential: async (sourceId) => {
      const row = await db.selectFrom("sourceCredential").selectAll().where("sourceId", "=", sourceId).executeTakeFirst();
      return row === undefined ? null : toCredential(row);
    },
    setCredential: async (sourceId, { sealed, hints }, now) => {
      const fresh = { sealed, hints: JSON.stringify(hints), setAt: now, updatedAt: now, expiresAt: null, checkedAt: null };
      await db
        .insertInto("sourceCredential")
        .values({ ...fresh, sourceId, leaseId: null })
        .onConflict((conflict) =>
          conflict
            .column("sourceId")
            .doUpdateSet({ ...fresh, leaseId: null, leaseUntil: 0, generation: sql`source_credential.generation + 1` }),
        )
        .execute();
    },
    renewCredential: async (sourceId, { sealed, hints, generation, leaseId }, now) => {
      let query = db
        .updateTable("sourceCredential")
        .set({ sealed, hints: JSON.stringify(hints), updatedAt: now })
        .where("sourceId", "=", sourceId)
        .where("generation", "=", generation);
      if (leaseId !== null) query = query.where("leaseId", "=", leaseId);
      return (await query.returning("sourceId").executeTakeFirst()) !== undefined;
    },
    setExpiry: async (sourceId, expiresAt, checkedAt) => {
      await db.updateTable("sourceCredential").set({ expiresAt, checkedAt }).where("sourceId", "=", sourceId).execute();
    },
    removeCredential: async (sourceId) => {
      await db.deleteFrom("sourceCredential").where("sourceId", "=", sourceId).execute();
    },
  };
}

function createLeases({ db }: RepositoryBase): Pick<SourceConnectionRepository, "takeLease" | "releaseLease"> {
  return {
    takeLease: async (sourceId, leaseId, until, now) => {
      const free = db
        .updateTable("sourceCredential")
        .set({ leaseId, leaseUntil: until })
        .where("sourceId", "=", sourceId)
        .where((where) => where.or([where("leaseId", "is", null), where("leaseUntil", "<=", now)]));
      return (await free.returning("sourceId").executeTakeFirst()) !== undefined;
    },
    releaseLease: async (sourceId, leaseId) => {
      const own = db.updateTable("sourceCredential").set({ leaseId: null, leaseUntil: 0 }).where("sourceId", "=", sourceId);
      await own.where("leaseId", "=", leaseId).execute();
    },
  };
}

function createDrafts({
  db,
}: RepositoryBase): Pick<SourceConnectionRepository, "addDraft" | "draft" | "updateDraft" | "takeDraft" | "sweep"> {
  return {
    addDraft: async (draft) => {
      await db.insertInto("credentialDraft").values(draft).execute();
    },
    draft: async (handleHash, now) => {
      const query = db.selectFrom("credentialDraft").selectAll().where("handleHash", "=", handleHash).where("expiresAt", ">", now);
      return (await query.executeTakeFirst()) ?? null;
    },
    updateDraft: async (handleHash, sealed) => {
      await db.updateTable("credentialDraft").set({ sealed }).where("handleHash", "=", handleHash).execute();
    },
    takeDraft: async (handleHash, now) => {
      const query = db.deleteFrom("credentialDraft").where("handleHash", "=", handleHash).where("expiresAt", ">", now);
      return (await query.returningAll().executeTakeFirst()) ?? null;
    },
    sweep: async (now) => {
      const drafts = await db.deleteFrom("credentialDraft").where("expiresAt", "<=", now).executeTakeFirst();
      const flows = await db.deleteFrom("oauthFlow").where("expiresAt", "<=", now).executeTakeFirst();
      return Number(drafts.numDeletedRows + flows.numDeletedRows);
    },
  };
}

function createFlows({ db }: RepositoryBase): Pick<SourceConnectionRepository, "addFlow" | "takeFlow"> {
  return {
    addFlow: async (flow) => {
      await db.insertInto("oauthFlow").values(flow).execute();
    },
    takeFlow: async (stateHash, now) => {
      const query = db.deleteFrom("oauthFlow").where("stateHash", "=", stateHash).where("expiresAt", ">", now);
      return (await query.returningAll().executeTakeFirst()) ?? null;
    },
  };
}

function createHooks({ db }: RepositoryBase): Pick<SourceConnectionRepository, "hookToken" | "setHookToken"> {
  return {
    hookToken: async (sourceId) => {
      const row = await db.selectFrom("source").select("hookSealed").where("id", "=", sourceId).executeTakeFirst();
      return row?.hookSealed ?? null;
    },
    setHookToken: async (sourceId, hookSealed) => {
      await db.updateTable("source").set({ hookSealed }).where("id", "=", sourceId).execute();
    },
  };
}

function toCredential(row: Selectable<SourceCredentialRow>): SourceCredential {
  const { sourceId, sealed, generation, hints, setAt, updatedAt, expiresAt, checkedAt } = row;
  return { sourceId, sealed, generation, hints: parseJson(hints), setAt, updatedAt, expiresAt, checkedAt };
}
