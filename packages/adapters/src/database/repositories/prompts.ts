import type { Prompt, PromptRepository } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { PromptRow, PromptVersionRow } from "../schema.ts";
import type { RepositoryBase } from "../sql.ts";

export function createPromptRepository({ db }: RepositoryBase): PromptRepository {
  const select = (promptId: string) => db.selectFrom("promptVersion").selectAll().where("promptId", "=", promptId);
  return {
    list: async () => (await db.selectFrom("prompt").selectAll().orderBy("id").execute()).map(toPrompt),
    get: async (id) => {
      const row = await db.selectFrom("prompt").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toPrompt(row);
    },
    save: async ({ id, createdAt, ...prompt }) => {
      await db
        .insertInto("prompt")
        .values({ id, createdAt, ...prompt })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(prompt))
        .execute();
    },
    remove: async (id) => (await db.deleteFrom("prompt").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined,
    addVersion: async (promptId, version) => {
      await db
        .insertInto("promptVersion")
        .values({ ...version, promptId })
        .execute();
    },
    versions: async (promptId) => (await select(promptId).orderBy("version", "desc").execute()).map(toVersion),
    version: async (promptId, version) => {
      const row = await select(promptId).where("version", "=", version).executeTakeFirst();
      return row === undefined ? null : toVersion(row);
    },
  };
}

function toPrompt(row: Selectable<PromptRow>): Prompt {
  return { ...row, kind: row.kind as Prompt["kind"] };
}

function toVersion({ promptId: _prompt, ...version }: Selectable<PromptVersionRow>) {
  return version;
}
