import { setTimeout as wait } from "node:timers/promises";
import type { JobHandler } from "@smartypants/core";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { openSqliteHandle } from "../../../database/sqlite/open.ts";
import { startWriterThread } from "../../../database/sqlite/writer.ts";
import { createEmbeddedJobQueue } from "../embedded-job-queue.ts";
import { createTestBus, quietLogger } from "./job-queue-under-test.ts";

/** How the test that forks this process sets it up; it is the only argument, as JSON. */
export type WorkerProcessSettings = z.infer<typeof Settings>;

const Settings = z.object({ file: z.string(), soleOwner: z.boolean(), leaseMs: z.number(), pollMs: z.number() });

/** What it tells the test, and "finish" is what it can be told. */
export type WorkerProcessMessage = "ready" | { readonly holding: string } | { readonly aborted: string } | { readonly released: string };

const settings = Settings.parse(JSON.parse(process.argv[2] ?? ""));
const writer = startWriterThread(settings.file);
const { db, plain } = openSqliteHandle(settings.file, writer.connect("interactive"));
const queue = createEmbeddedJobQueue({
  ...settings,
  db,
  clock: { now: () => Date.now() },
  bus: createTestBus(),
  logger: quietLogger,
});

/** Counts how often each job ran, after a moment in which a kill may strike. */
function count(scratch: Kysely<never>): JobHandler {
  return async (_, { jobId }) => {
    await wait(Math.random() * 4);
    await sql`insert into effect (job_id, runs) values (${jobId}, 1) on conflict (job_id) do update set runs = runs + 1`.execute(scratch);
  };
}

function tell(message: WorkerProcessMessage): void {
  process.send?.(message);
}

await queue.start(
  {
    count: count(plain),
    poison: async () => void process.kill(process.pid, "SIGKILL"),
    // Does not heed its signal: it is about what a late process writes.
    hold: async (_, { jobId, signal }) => {
      signal.addEventListener("abort", () => tell({ aborted: jobId }));
      tell({ holding: jobId });
      await new Promise((resolve) => process.once("message", resolve));
      tell({ released: jobId });
    },
  },
  [],
);
tell("ready");
