import type { Database } from "@smartypants/core";
import { describeDatabase } from "@smartypants/core/testing";
import { sql } from "kysely";
import { afterAll } from "vitest";
import { createJobWriter } from "../jobs/embedded/job-writer.ts";
import { createDatabase } from "./database.ts";
import { type DatabaseHandle, describeOnEngines, type OpenedDatabase } from "./testing/describe-on-engines.ts";

interface Reusable {
  readonly opened: OpenedDatabase;
  readonly second: DatabaseHandle;
}

/** Opening a database takes longer than most rules do, so each is emptied and used again. */
function createPool(open: () => Promise<OpenedDatabase>) {
  const free: Reusable[] = [];
  const all: OpenedDatabase[] = [];
  return {
    take: async (): Promise<Reusable> => {
      const used = free.pop();
      if (used !== undefined) {
        await empty(used.opened.handle);
        return used;
      }
      const opened = await open();
      all.push(opened);
      return { opened, second: await opened.connect() };
    },
    giveBack: (used: Reusable): void => void free.push(used),
    dispose: async (): Promise<void> => {
      for (const opened of all) await opened.dispose();
    },
  };
}

async function empty({ plain, engine }: DatabaseHandle): Promise<void> {
  const tables = (await plain.introspection.getTables()).map((table) => table.name).filter((name) => !name.startsWith("schema_migration"));
  await plain.transaction().execute(async (tx) => {
    if (engine === "postgres") await sql`truncate ${sql.join(tables.map((name) => sql.table(name)))} cascade`.execute(tx);
    else for (const name of tables) await sql`delete from ${sql.table(name)}`.execute(tx);
  });
}

describeOnEngines("database", (open) => {
  const pool = createPool(open);
  afterAll(() => pool.dispose());
  describeDatabase("createDatabase", async () => {
    const used = await pool.take();
    const { handle, clock } = used.opened;
    const start = clock.now();
    const over = ({ db, engine }: DatabaseHandle): Database =>
      createDatabase({ db, engine, clock, jobWriter: (tx) => createJobWriter(tx, clock) });
    return {
      database: over(handle),
      other: over(used.second),
      clock: { now: () => clock.now(), set: (ms) => clock.advance(ms - clock.now()) },
      close: async () => {
        clock.advance(start - clock.now());
        pool.giveBack(used);
      },
    };
  });
});
