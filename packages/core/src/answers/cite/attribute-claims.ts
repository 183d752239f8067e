import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import type { AnswerSpan, CitationRow } from "../../ports/database/answers.ts";
import { plainSentences } from "./mark-unsupported.ts";
import type { Support, SupportingPlace } from "./support.ts";

/** A passage that holds less of a claim than this is not taken for its source unasked. */
const CLEARLY = 0.6;

/**
 * For an answer in which the model cited nothing, as small models do: each statement gets the citation of the passage that clearly states it. Statements
 * without such a passage stay marked.
 */
export function attributeClaims(
  spans: readonly AnswerSpan[],
  shown: readonly Permitted<Chunk>[],
  support: Support,
  cite: (chunk: Permitted<Chunk>, place: SupportingPlace) => CitationRow,
): readonly AnswerSpan[] {
  return spans.flatMap((span): readonly AnswerSpan[] => {
    if (span.type !== "text" || span.unsupported !== true) return [span];
    const claim = plainSentences(span.text).join(" ");
    const best = shown
      .flatMap((chunk, index) => {
        const place = support.find(claim, index);
        return place === null || place.score < CLEARLY ? [] : [{ chunk, place }];
      })
      .toSorted((one, other) => other.place.score - one.place.score)[0];
    if (best === undefined) return [span];
    const { text, end } = apart(span.text);
    return [
      { type: "text", text: `${text} ` },
      { type: "cite", marker: cite(best.chunk, best.place).marker },
      { type: "text", text: end },
    ];
  });
}

/** A citation stands before the full stop. */
function apart(text: string): { readonly text: string; readonly end: string } {
  const end = /[.!?…]?\s*$/.exec(text)?.[0] ?? "";
  return { text: text.slice(0, text.length - end.length), end };
}
