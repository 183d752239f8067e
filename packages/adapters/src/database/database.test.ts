import type { Database } from "@smartypants/core";
import { describeDatabase } from "@smartypants/core/testing";
import { createJobWriter } from "../jobs/embedded/job-writer.ts";
import { createDatabase } from "./database.ts";
import { type DatabaseHandle, describeOnEngines } from "./testing/describe-on-engines.ts";

describeOnEngines("database", (open) => {
  describeDatabase("createDatabase", async () => {
    const { handle, connect, clock, dispose } = await open();
    const over = ({ db, engine }: DatabaseHandle): Database =>
      createDatabase({ db, engine, clock, jobWriter: (tx) => createJobWriter(tx, clock) });
    return {
      database: over(handle),
      other: over(await connect()),
      clock: { now: () => clock.now(), set: (ms) => clock.advance(ms - clock.now()) },
      close: dispose,
    };
  });
});
