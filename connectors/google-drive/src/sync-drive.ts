import { isSmartyError, type SyncOp } from "@smartypants/sdk";
import { changeSync } from "./change-sync.ts";
import type { DriveCheckpoint } from "./checkpoint.ts";
import type { DriveContext } from "./context.ts";
import { fullSync } from "./full-sync.ts";
import { toRunError } from "./google-error.ts";
import { openSession } from "./plan.ts";
import { innermostError } from "./transport.ts";

export async function* syncDrive(context: DriveContext, checkpoint: DriveCheckpoint | null): AsyncGenerator<SyncOp, void> {
  try {
    const session = await openSession(context);
    if (checkpoint === null || checkpoint.phase === "listing") yield* fullSync(session);
    else yield* changeSync(session, checkpoint);
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}

/** An error in the words of a run; a stop stays a stop. */
export function wordsOfRun({ signal }: Pick<DriveContext, "signal">, error: unknown): unknown {
  const found = innermostError(error);
  if (signal.aborted || isSmartyError(found)) return found;
  return toRunError(found);
}
