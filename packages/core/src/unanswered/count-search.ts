import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { parseQuery } from "../search/parse-query.ts";
import type { SearchAnswer, SearchRequest } from "../search/search.ts";
import { type CountPorts, countQuestion, isCounted } from "./count-question.ts";

/** Counts a search that has found nothing anywhere. One that was narrowed may have found nothing for that. */
export async function countSearch(
  ports: CountPorts & Pick<Ports, "database" | "logger">,
  actor: Actor,
  { query, filters, cursor }: Pick<SearchRequest, "query" | "filters" | "cursor">,
  { found, degraded }: Pick<SearchAnswer, "found" | "degraded">,
): Promise<void> {
  if (found > 0 || cursor !== undefined || degraded.length > 0 || !isCounted(actor)) return;
  const { text: question, phrases: _said, ...operators } = parseQuery(query);
  const isNarrowed = [...Object.values(filters), ...Object.values(operators)].some(
    (value) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  if (isNarrowed) return;
  try {
    await ports.database.transaction((tx) => countQuestion(ports, tx, actor, { question, kind: "nothing_found", runId: null }));
  } catch (error) {
    // Whoever searches has their answer, also while nothing can be written.
    ports.logger.warn({ err: error }, "a search without results was not counted");
  }
}
