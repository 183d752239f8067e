import type { Generated } from "kysely";

export interface LogEntryRow {
  id: Generated<number>;
  at: number;
  /** 20 debug, 30 info, 40 warn, 50 error. */
  level: number;
  part: string;
  message: string;
  requestId: string | null;
  jobId: string | null;
  runId: string | null;
  sourceId: string | null;
  fields: Generated<string>;
  lost: Generated<number>;
}
