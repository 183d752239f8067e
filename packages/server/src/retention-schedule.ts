import { type Cron, RETENTION_TASK } from "@smartypants/core";

/** At night, before the credentials are looked at. */
export const RETENTION_CRON: Cron = { name: "retention", pattern: "17 3 * * *", task: RETENTION_TASK };
