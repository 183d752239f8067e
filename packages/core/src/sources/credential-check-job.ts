import type { Transaction } from "../ports/database/database.ts";

export const CHECK_CREDENTIAL_TASK = "check-credential";

/** When its credential has been stored. */
export async function queueCredentialCheck({ jobs }: Transaction, sourceId: string): Promise<void> {
  await jobs.add(CHECK_CREDENTIAL_TASK, { sourceId }, { key: `check-credential:${sourceId}`, maxAttempts: 3, priority: 5 });
}
