import type { Repositories } from "../ports/database/database.ts";
import type { ItemWrite } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { UPLOAD } from "./upload-source.ts";

const LOST =
  "Its reading was given up: it failed too often, or the server died of it three times. Upload it again, perhaps in another format; an administrator can retry its job.";

const PAGE = 100;
/** A job that was added a moment ago is there. */
const SETTLED_MS = 60_000;

/** An upload waits for its job as long as that waits or runs; with a job that was given up it has failed, and says so. */
export async function endLostUploads({ database, clock }: Pick<Ports, "database" | "clock">): Promise<void> {
  const source = (await database.sources.all()).find((each) => each.connector === UPLOAD);
  if (source === undefined) return;
  const before = clock.now() - SETTLED_MS;
  const page = (from: Pick<Repositories, "syncItems">, after: string) => from.syncItems.queued(source.id, before, after, PAGE);
  for (let after = ""; (await page(database, after)).length > 0;) {
    after = await database.transaction(async (tx) => {
      const waiting = await page(tx, after);
      const lost: ItemWrite[] = [];
      for (const externalId of waiting) {
        if (!(await tx.jobs.isKeyAlive(uploadKey(externalId))))
          lost.push({ externalId, documentId: null, state: "failed", reasonCode: "internal", reason: LOST });
      }
      if (lost.length > 0) await tx.syncItems.save(source.id, lost, "upload", clock.now());
      return waiting.at(-1) ?? after;
    });
  }
}

/** Of the job that reads an upload. */
export function uploadKey(documentId: string): string {
  return `upload:${documentId}`;
}
