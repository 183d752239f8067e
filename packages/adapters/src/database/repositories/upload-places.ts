import { createHash } from "node:crypto";
import type { UploadPlace, UploadPlaceRepository } from "@smartypants/core";
import { type Selectable, sql } from "kysely";
import type { UploadPlaceRow } from "../schema.ts";
import { anyOf, type RepositoryBase } from "../sql.ts";

export function createUploadPlaceRepository({ db, engine }: RepositoryBase): UploadPlaceRepository {
  return {
    put: async (place) => {
      const { documentId: _documentId, ...changed } = { ...place, pathHash: hashOf(place.path) };
      await db
        .insertInto("uploadPlace")
        .values({ ...place, pathHash: hashOf(place.path) })
        .onConflict((conflict) => conflict.column("documentId").doUpdateSet(changed))
        .execute();
    },
    get: async (documentId) => {
      const row = await db.selectFrom("uploadPlace").selectAll().where("documentId", "=", documentId).executeTakeFirst();
      return row === undefined ? null : toPlace(row);
    },
    at: async (sourceId, userId, paths) => {
      if (paths.length === 0) return new Map();
      const rows = await db
        .selectFrom("uploadPlace")
        .selectAll()
        .where("sourceId", "=", sourceId)
        .where("userId", "=", userId)
        .where(anyOf(engine, sql.ref("path_hash"), paths.map(hashOf)))
        .execute();
      return new Map(rows.map((row) => [row.path, toPlace(row)]));
    },
    below: async ({ sourceId, userId, path }, after, limit) => {
      const prefix = `${path}/`;
      // The engines count code points, and LIKE would take signs of the path for its own.
      const isBelow = sql<boolean>`substr(path, 1, ${Array.from(prefix).length}) = ${prefix}`;
      const rows = await db
        .selectFrom("uploadPlace")
        .selectAll()
        .where("sourceId", "=", sourceId)
        .where("userId", "=", userId)
        .where("documentId", ">", after)
        .where(isBelow)
        .orderBy("documentId")
        .limit(limit)
        .execute();
      return rows.map(toPlace);
    },
  };
}

function hashOf(path: string): string {
  return createHash("sha256").update(path).digest("hex");
}

function toPlace({ pathHash: _pathHash, ...place }: Selectable<UploadPlaceRow>): UploadPlace {
  return place;
}
