import type { Generated } from "kysely";

export interface JobRow {
  id: Generated<number>;
  task: string;
  payload: string;
  key: string | null;
  queue: string | null;
  state: string;
  priority: number;
  runAt: number;
  attempts: Generated<number>;
  maxAttempts: number;
  crashes: Generated<number>;
  owner: string | null;
  token: Generated<number>;
  leaseUntil: number | null;
  cancel: Generated<number>;
  lastError: string | null;
  createdAt: number;
  finishedAt: number | null;
}

export interface JobCronRow {
  name: string;
  lastAt: number;
}
