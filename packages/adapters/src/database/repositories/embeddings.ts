import type { EmbeddingRepository } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, inBatches, type RepositoryBase } from "../sql.ts";

export function createEmbeddingRepository({ db, engine }: RepositoryBase): EmbeddingRepository {
  return {
    find: async (model, hashes) => {
      const rows = await db
        .selectFrom("embedding")
        .select(["hash", "vector"])
        .where("model", "=", model)
        .where(anyOf(engine, sql.ref("hash"), hashes))
        .execute();
      return new Map(rows.map((row) => [row.hash, toFloats(row.vector)]));
    },
    save: async (model, rows) => {
      for (const batch of inBatches(rows, 300)) {
        await db
          .insertInto("embedding")
          .values(batch.map(({ hash, vector }) => ({ model, hash, vector: toBytes(vector) })))
          .onConflict((conflict) => conflict.columns(["model", "hash"]).doNothing())
          .execute();
      }
    },
    sweep: async (limit) => {
      const gone = await sql<{ id: number }>`
        delete from embedding where id in (
          select e.id from embedding e where not exists (select 1 from chunk c where c.hash = e.hash) limit ${limit}) returning id`.execute(
        db,
      );
      return gone.rows.length;
    },
    models: async () => {
      const models: string[] = [];
      for (let last = ""; ;) {
        // One look at the index a model: reading all rows for a handful of names would take seconds.
        const row = await db.selectFrom("embedding").select("model").where("model", ">", last).orderBy("model").limit(1).executeTakeFirst();
        if (row === undefined) return models;
        models.push((last = row.model));
      }
    },
    forget: async (model, limit) => {
      const gone = await sql<{ id: number }>`
        delete from embedding where id in (select id from embedding where model = ${model} limit ${limit}) returning id`.execute(db);
      return gone.rows.length;
    },
  };
}

function toBytes(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A copy: the bytes a driver hands out need not be aligned. */
function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
