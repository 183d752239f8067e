import { type Actor, requireRole } from "../access/actor.ts";
import type { LogEntry, LogFacts, LogFilter, LogPage } from "../ports/database/logs.ts";
import type { Ports } from "../ports/ports.ts";

/** A page of the server's log, newest first. */
export async function readLogs(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  { filter, before, limit }: { readonly filter: LogFilter; readonly before: string | null; readonly limit: number },
): Promise<LogPage> {
  requireRole(actor, "admin");
  return database.logs.find(filter, before, limit);
}

export async function readLogFacts({ database }: Pick<Ports, "database">, actor: Actor): Promise<LogFacts> {
  requireRole(actor, "admin");
  return database.logs.facts();
}

const PAGE = 500;

/** Every line that matches and is there when it is come to, newest first, at most `most`. */
export async function* exportLogs(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  filter: LogFilter,
  most: number,
): AsyncGenerator<LogEntry> {
  requireRole(actor, "admin");
  let left = most;
  for (let before: string | null = null; left > 0;) {
    const page = await database.logs.find(filter, before, Math.min(PAGE, left));
    yield* page.entries;
    left -= page.entries.length;
    if (page.before === null) return;
    ({ before } = page);
  }
}
