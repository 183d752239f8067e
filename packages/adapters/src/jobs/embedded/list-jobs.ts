import type { Job, JobQueue, JobState } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Kysely, type Selectable, sql } from "kysely";
import type { JobRow, Schema } from "../../database/schema.ts";

const LONGEST_LIST = 1000;

/** Newest first. */
export async function listJobs(db: Kysely<Schema>, { states, after, limit }: Parameters<JobQueue["list"]>[0]): Promise<readonly Job[]> {
  const afterId = after === undefined ? undefined : parseId(after);
  if (after !== undefined && afterId === undefined)
    throw new SmartyError("invalid", "The page of jobs is not known. Start from the first page.");
  let query = db
    .selectFrom("job")
    .selectAll()
    .orderBy("id", "desc")
    .limit(Math.max(1, Math.min(limit, LONGEST_LIST)));
  if (states !== undefined) {
    if (states.length === 0) return [];
    // Literals, or partial indexes would not serve.
    query = query.where(
      "state",
      "in",
      states.map((state) => sql.lit(state)),
    );
  }
  if (afterId !== undefined) query = query.where("id", "<", afterId);
  return (await query.execute()).map(toJob);
}

function toJob(row: Selectable<JobRow>): Job {
  const { id, task, payload, key, queue, state, priority, attempts, maxAttempts, crashes, runAt, createdAt, finishedAt, lastError } = row;
  return {
    id: String(id),
    task,
    payload: JSON.parse(payload),
    key,
    queue,
    state: toState(state),
    priority,
    attempts,
    maxAttempts,
    crashes,
    runAt,
    createdAt,
    finishedAt,
    lastError,
  };
}

const STATES: readonly JobState[] = ["waiting", "running", "failed", "cancelled", "quarantined"];

function toState(text: string): JobState {
  const state = STATES.find((known) => known === text);
  if (state === undefined) throw new Error(`a job has the unknown state "${text}"`);
  return state;
}

/** Undefined for what cannot be the id of a job. */
export function parseId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
