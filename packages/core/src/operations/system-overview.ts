import { type Actor, requireRole } from "../access/actor.ts";
import type { JobState } from "../ports/jobs.ts";
import type { Ports } from "../ports/ports.ts";

/** More jobs than that are not counted to the end. */
const MOST_JOBS = 1000;

export interface SystemOverview {
  readonly sources: number;
  readonly documents: number;
  /** Passages that searches can show. */
  readonly passages: number;
  /** Documents whose change the indexes do not have yet. */
  readonly indexWaiting: number;
  /** Id of the embedding model; null: search by words only. */
  readonly embeddingModel: string | null;
  /** Each at most 1000. `failed` are those that wait for a hand, quarantined ones too. */
  readonly jobs: { readonly waiting: number; readonly running: number; readonly failed: number };
  /** When the job that has been due longest was due; null when none is late. */
  readonly oldestDueAt: number | null;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
}

type Needs = Pick<Ports, "database" | "jobs" | "disk" | "semantic" | "clock">;

/** The numbers of an instance at a glance; cheap enough to be asked every few seconds. */
export async function readOverview(ports: Needs, actor: Actor): Promise<SystemOverview> {
  requireRole(actor, "admin");
  const { database, disk, semantic } = ports;
  const sources = await database.sources.all();
  let documents = 0;
  for (const { id } of sources) documents += (await database.sources.counts(id)).documents;
  return {
    sources: sources.length,
    documents,
    passages: await database.indexChanges.countIndexedChunks(),
    indexWaiting: await database.indexChanges.count(),
    embeddingModel: semantic.current?.embedder.id ?? null,
    ...(await readJobs(ports)),
    disk: await disk.space(),
  };
}

async function readJobs({ jobs, clock }: Pick<Ports, "jobs" | "clock">): Promise<Pick<SystemOverview, "jobs" | "oldestDueAt">> {
  const list = (...states: readonly JobState[]) => jobs.list({ states, limit: MOST_JOBS });
  const [waiting, running, failed] = [await list("waiting"), await list("running"), await list("failed", "quarantined")];
  const now = clock.now();
  const due = waiting.map((job) => job.runAt).filter((at) => at <= now);
  return {
    jobs: { waiting: waiting.length, running: running.length, failed: failed.length },
    oldestDueAt: due.length === 0 ? null : Math.min(...due),
  };
}
