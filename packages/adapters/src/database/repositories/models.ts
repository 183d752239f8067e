import type { ModelCredential, ModelEntry, ModelRepository } from "@smartypants/core";
import type { Insertable, Selectable } from "kysely";
import type { CredentialRow, ModelRow } from "../schema.ts";
import { inTransaction, parseJson, type RepositoryBase } from "../sql.ts";

const MICRO = 1_000_000;

export function createModelRepository(base: RepositoryBase): ModelRepository {
  const { db } = base;
  return {
    list: async () => (await db.selectFrom("model").selectAll().orderBy("id").execute()).map(toEntry),
    get: async (id) => {
      const row = await db.selectFrom("model").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toEntry(row);
    },
    create: async (entry) => {
      await db.insertInto("model").values(toRow(entry)).execute();
    },
    update: async (entry) => {
      const updated = await db.updateTable("model").set(toRow(entry)).where("id", "=", entry.id).returning("id").executeTakeFirst();
      return updated !== undefined;
    },
    remove: (id) =>
      inTransaction(base, async ({ db: tx }) => {
        await tx.updateTable("conversation").set({ modelId: null }).where("modelId", "=", id).execute();
        return (await tx.deleteFrom("model").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
      }),
    ...createCredentials(db),
  };
}

type Credentials = "credentials" | "credential" | "createCredential" | "updateCredential" | "removeCredential";

/** Those without a source; all others belong to connectors. */
function createCredentials(db: RepositoryBase["db"]): Pick<ModelRepository, Credentials> {
  return {
    credentials: async () => {
      const rows = await db.selectFrom("credential").selectAll().where("sourceId", "is", null).orderBy("id").execute();
      return rows.map(toCredential);
    },
    credential: async (id) => {
      const row = await db.selectFrom("credential").selectAll().where("id", "=", id).where("sourceId", "is", null).executeTakeFirst();
      return row === undefined ? null : { ...toCredential(row), sealed: row.sealed };
    },
    createCredential: async (credential) => {
      await db
        .insertInto("credential")
        .values({ ...credential, sourceId: null })
        .execute();
    },
    updateCredential: async (id, change) => {
      const query = db.updateTable("credential").set(change).where("id", "=", id).where("sourceId", "is", null);
      return (await query.returning("id").executeTakeFirst()) !== undefined;
    },
    removeCredential: async (id) => {
      const query = db.deleteFrom("credential").where("id", "=", id).where("sourceId", "is", null);
      return (await query.returning("id").executeTakeFirst()) !== undefined;
    },
  };
}

function toCredential({ id, name, host, lastFour, createdAt, updatedAt }: Selectable<CredentialRow>): ModelCredential {
  return { id, name, host, lastFour, createdAt, updatedAt };
}

function toRow({ options, enabled, maskPersonalData, inputPrice, outputPrice, ...entry }: ModelEntry): Insertable<ModelRow> {
  return {
    ...entry,
    settings: JSON.stringify(options),
    enabled: enabled ? 1 : 0,
    maskPersonalData: maskPersonalData ? 1 : 0,
    inputPrice: inputPrice === null ? null : Math.round(inputPrice * MICRO),
    outputPrice: outputPrice === null ? null : Math.round(outputPrice * MICRO),
  };
}

function toEntry(row: Selectable<ModelRow>): ModelEntry {
  return {
    id: row.id,
    kind: row.kind as ModelEntry["kind"],
    name: row.name,
    provider: row.provider as ModelEntry["provider"],
    model: row.model,
    baseUrl: row.baseUrl,
    credentialId: row.credentialId,
    options: parseJson<Record<string, string>>(row.settings),
    contextTokens: row.contextTokens,
    maxOutputTokens: row.maxOutputTokens,
    inputPrice: row.inputPrice === null ? null : row.inputPrice / MICRO,
    outputPrice: row.outputPrice === null ? null : row.outputPrice / MICRO,
    enabled: row.enabled === 1,
    maskPersonalData: row.maskPersonalData === 1,
    fallbackOrder: row.fallbackOrder,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
