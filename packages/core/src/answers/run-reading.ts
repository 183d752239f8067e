import type { RunReading } from "../ports/database/answers.ts";
import type { QueryReading } from "../search/search-in-passes.ts";

/** What of a reading is kept with an answer: the question's own words and nothing of the documents, which its owner may lose. */
export function readingOf(question: string, { time, acronyms }: QueryReading): RunReading {
  const asked = new Set(question.match(/[\p{L}\p{N}&]+/gu) ?? []);
  return { time, acronyms: acronyms.map(({ short, long }) => (asked.has(short) ? short : long)) };
}
