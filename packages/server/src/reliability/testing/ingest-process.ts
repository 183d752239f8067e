import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "@smartypants/adapters";
import {
  actorForUser,
  checkInvariants,
  createFirstAdmin,
  createSource,
  type Ports,
  requestSync,
  type SourceAccess,
} from "@smartypants/core";
import { openInstance } from "../../compose.ts";
import { readConfig } from "../../config.ts";
import { startBackgroundWork } from "../../worker.ts";

export interface RemoteSource {
  readonly connector: string;
  readonly settings: object;
  readonly credential: object;
}

/** What the parent asks for, as JSON in the first argument. */
export interface IngestProcessSettings {
  readonly dataDir: string;
  /** What is synced: a folder, or a source that is elsewhere on this machine and has permissions of its own. */
  readonly folder?: string;
  readonly remote?: RemoteSource;
  /** Ends by itself when there is nothing left to do; otherwise it asks for the next sync. */
  readonly endWhenDone: boolean;
  /** How long jobs may go on after SIGTERM. */
  readonly graceMs?: number;
}

/** Told to the parent over IPC. */
export type IngestProcessMessage =
  | { readonly kind: "opened" | "working" | "progress" }
  | { readonly kind: "done"; readonly state: string; readonly problems: readonly string[] };

export const ACCESS: SourceAccess = {
  mode: "restricted",
  allow: ["domain:example.org"],
  rules: [
    { path: "hr", mode: "restricted", allow: ["user:grace@example.org"] },
    { path: "hr/pay", mode: "restricted", allow: ["user:ada@example.org", "group:local/pay"] },
    { path: "teams", mode: "everyone" },
  ],
};

const POLL_MS = 15;

/** After SIGTERM nobody looks into the database any more. */
let isStopping = false;

async function look(): Promise<void> {
  await pause(POLL_MS);
  if (isStopping) await new Promise(() => {});
}

function tell(message: IngestProcessMessage): void {
  process.send?.(message);
}

async function main({ dataDir, folder, remote, endWhenDone, graceMs = 0 }: IngestProcessSettings): Promise<void> {
  const { config } = readConfig({ SMARTY_DATA_DIR: dataDir, SMARTY_LOG_LEVEL: "error", SMARTY_CONNECTOR_NETWORKS: "127.0.0.1" });
  const instance = await openInstance(config, createLogger({ level: "error" }));
  const { ports } = instance;
  tell({ kind: "opened" });
  ports.bus.subscribe("sync-progress", () => tell({ kind: "progress" }));
  const work = await startBackgroundWork(ports, instance.ingest);
  process.once("SIGTERM", () => {
    isStopping = true;
    void work
      .stop(graceMs)
      .then(() => instance.close())
      .then(() => process.exit(0));
  });
  const made = await createFirstAdmin(ports, { email: "admin@example.org", password: "four quiet herons wading" });
  const admin = made === null ? await ports.database.people.firstAdmin() : { id: made.userId };
  if (admin === null) throw new Error("there is no administrator");
  const actor = await actorForUser(ports, admin.id);
  const [known] = await ports.database.sources.all();
  const files = { connector: "folder", settings: { path: folder }, access: ACCESS };
  const wanted = remote === undefined ? files : { ...remote, access: { mode: "source" as const } };
  const source = known ?? (await createSource(ports, actor, { name: "files", schedule: null, ...wanted }));
  for (;;) {
    const { syncRunId } = await requestSync(ports, actor, source.id, { confirmRemoval: true });
    tell({ kind: "working" });
    const { state, createdAt } = await untilEnded(ports, syncRunId);
    // A run that an earlier life began has listed files as they were then: what was changed since, the next one sees.
    if (endWhenDone && state !== "failed" && createdAt > performance.timeOrigin) {
      await untilIdle(ports);
      const report = await checkInvariants(ports, actor, { deep: true });
      const problems = report.filter((item) => item.status === "failed").map((item) => `${item.id}: ${item.detail}`);
      await work.stop(5_000);
      await instance.close();
      tell({ kind: "done", state, problems });
      process.disconnect?.();
      return;
    }
    await look();
  }
}

async function untilEnded({ database }: Ports, syncRunId: string): Promise<{ readonly state: string; readonly createdAt: number }> {
  for (;;) {
    const run = await database.syncRuns.get(syncRunId);
    if (run !== null && run.finishedAt !== null) return run;
    await look();
  }
}

/** Nothing waits for the indexes and nobody works. */
async function untilIdle({ database, jobs }: Ports): Promise<void> {
  for (;;) {
    const waiting = await database.indexChanges.count();
    const alive = await jobs.list({ states: ["waiting", "running"], limit: 10 });
    if (waiting === 0 && alive.length === 0) return;
    await look();
  }
}

await main(JSON.parse(process.argv[2] ?? "{}") as IngestProcessSettings);
