import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "jobs" | "clock" | "ids">;

/**
 * Empties the indexes and has them built again from the stored text, in the background; until then searches find less. No source is asked and no
 * stored vector is computed again. Returns how many documents are to be read.
 */
export async function rebuildIndexes(ports: Needs, actor: Actor): Promise<{ readonly documents: number }> {
  requireRole(actor, "admin");
  const { database, lexical, semantic, clock, jobs } = ports;
  // Before: a crash while the indexes are emptied must not leave them empty for good.
  await database.indexChanges.markAll(clock.now());
  await lexical.clear();
  for (const { vectors } of semantic.followed) await vectors.clear();
  const documents = await database.transaction(async (tx) => {
    await audit(ports, tx, actor, { action: "system.rebuild-indexes", objectId: null });
    // Again: what a drainer has finished in between was emptied with the rest.
    return tx.indexChanges.markAll(clock.now());
  });
  await jobs.add("drain-index", {}, { key: "drain-index" });
  return { documents };
}
