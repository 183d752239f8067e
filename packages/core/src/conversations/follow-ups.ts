import { SmartyError } from "@smartypants/sdk";
import { type Actor, inConversation } from "../access/actor.ts";
import type { Run } from "../ports/database/answers.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { searchIndex, type SearchPorts } from "../search/search-index.ts";

/** A part of a document that was found near an answer and is not in it. */
export interface FollowUp {
  readonly documentId: string;
  readonly title: string;
  readonly heading: string;
}

const SHOWN = 3;
/** Nearer than that a passage is about the same thing. */
const LOOKED_AT = 40;
const LONGEST = 80;

/** What else the sources of an own answer say: headings near what it quotes, found anew with today's permissions. No model is asked. */
export async function followUps(ports: SearchPorts, actor: Actor, runId: string, signal?: AbortSignal): Promise<readonly FollowUp[]> {
  const run = await ports.database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  if (run.state !== "done" || run.citations.length === 0) return [];
  const reader = inConversation(actor, run.conversationId);
  const { passages } = await searchIndex(ports, reader, run.question, run.filters as SearchFilters, signal);
  const sources = new Set([...run.citations.map(({ documentId }) => documentId), ...run.sources.found]);
  const seen = new Set<string>();
  const found: FollowUp[] = [];
  for (const { passage } of passages.slice(0, LOOKED_AT)) {
    if (!sources.has(passage.document.id)) continue;
    const heading = passage.headingPath.at(-1);
    if (heading === undefined || heading.length > LONGEST || heading === passage.document.title) continue;
    const key = heading.toLowerCase();
    if (isQuoted(run, passage) || seen.has(key)) {
      seen.add(key);
      continue;
    }
    seen.add(key);
    found.push({ documentId: passage.document.id, title: passage.document.title, heading });
  }
  // Those of the documents that the answer quotes come first.
  const cited = new Set(run.citations.map(({ documentId }) => documentId));
  return found.toSorted((one, other) => Number(cited.has(other.documentId)) - Number(cited.has(one.documentId))).slice(0, SHOWN);
}

interface Place {
  readonly document: { readonly id: string };
  readonly start: number;
  readonly end: number;
}

function isQuoted({ citations }: Run, { document, start, end }: Place): boolean {
  return citations.some((each) => each.documentId === document.id && each.start < end && each.end > start);
}
