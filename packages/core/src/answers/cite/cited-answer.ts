import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import type { AnswerSpan, CitationRow } from "../../ports/database/answers.ts";
import { attributeClaims } from "./attribute-claims.ts";
import { createClaims } from "./claims.ts";
import { createMarkdownCutter } from "./cut-markdown.ts";
import { createMarkerPlacer } from "./place-markers.ts";
import { createSupport } from "./support.ts";

/** What is new since the last time: citations first, then the words that mention them. */
export interface CitedPart {
  readonly citations: readonly CitationRow[];
  readonly spans: readonly AnswerSpan[];
}

export interface CitedText {
  /** Whole words of the answer, with checked citations in place of its markers. */
  readonly spans: readonly AnswerSpan[];
  readonly citations: readonly CitationRow[];
  readonly removedCitations: number;
}

export interface CitedAnswer {
  push(delta: string): CitedPart;
  end(): CitedPart;
  /** Everything so far, with what has no support marked. */
  text(): CitedText;
  /** The same after the end, once; where the model cited nothing that holds, with the citations that its statements clearly have. */
  attributed(): CitedText;
}

/**
 * Turns a model's text into an answer whose every citation was checked: markers of passages that were not shown never come out, nor do those whose
 * passage does not support the claim before them; each that stays names sentences by their place in the stored version.
 */
export function createCitedAnswer(shown: readonly Permitted<Chunk>[], question: string): CitedAnswer {
  const citations: CitationRow[] = [];
  const support = createSupport(shown, question);
  const claims = createClaims((text) => support.isClaim(text));
  let removed = 0;
  let known = 0;
  let fresh: AnswerSpan[] = [];
  const cutter = createMarkdownCutter((url) => citations.some(({ documentId }) => urlOf(shown, documentId) === url));
  const say = (text: string): void => {
    const last = fresh.at(-1);
    if (last?.type === "text") fresh[fresh.length - 1] = { type: "text", text: last.text + text };
    else if (text !== "") fresh.push({ type: "text", text });
  };
  const cite = (number: number, after: string): void => {
    const chunk = shown[number - 1];
    const place = chunk === undefined ? null : claims.supported((claim) => support.find(claim, number - 1), after);
    if (chunk === undefined || place === null) {
      removed += 1;
      return claims.lost();
    }
    const citation = citationAt(citations, chunk, place);
    const gap = claims.cite(citation.marker);
    if (gap === null) return;
    say(gap);
    fresh.push({ type: "cite", marker: citation.marker });
  };
  const placer = createMarkerPlacer({
    write: ({ text, type }) => say(claims.write(text, type === "code")),
    cite,
    isBeginning: () => claims.isBeginning(),
  });
  const cited = (chunk: Permitted<Chunk>, place: { readonly start: number; readonly end: number }): CitationRow =>
    citationAt(citations, chunk, place);
  const part = (): CitedPart => {
    const made = { citations: citations.slice(known), spans: fresh };
    known = citations.length;
    fresh = [];
    return made;
  };
  return {
    push: (delta) => {
      for (const piece of cutter.push(delta)) placer.take(piece);
      return part();
    },
    end: () => {
      for (const piece of cutter.end()) placer.take(piece);
      placer.end();
      claims.end();
      return part();
    },
    text: () => ({ spans: claims.spans(), citations: [...citations], removedCitations: removed }),
    attributed: () => {
      const spans = citations.length > 0 ? claims.spans() : attributeClaims(claims.spans(), shown, support, cited);
      return { spans, citations: [...citations], removedCitations: removed };
    },
  };
}

/** The citation of a place: the one that there is already, or a new one with the next number. */
function citationAt(
  citations: CitationRow[],
  { passage }: Permitted<Chunk>,
  place: { readonly start: number; readonly end: number },
): CitationRow {
  const start = passage.start + place.start;
  const end = passage.start + place.end;
  const same = citations.find((each) => each.documentId === passage.document.id && each.start === start && each.end === end);
  if (same !== undefined) return same;
  const { chunkId, version } = passage;
  const made: CitationRow = { marker: citations.length + 1, documentId: passage.document.id, version, chunkId, start, end };
  citations.push(made);
  return made;
}

function urlOf(shown: readonly Permitted<Chunk>[], documentId: string): string | undefined {
  return shown.find(({ passage }) => passage.document.id === documentId)?.passage.document.url;
}
