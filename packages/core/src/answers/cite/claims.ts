import type { AnswerSpan } from "../../ports/database/answers.ts";
import { splitSentences } from "../../text/split-sentences.ts";
import { createBlocks } from "./blocks.ts";
import { createJoints } from "./joints.ts";
import { plainSentences } from "./mark-unsupported.ts";
import type { SupportingPlace } from "./support.ts";

export interface Claims {
  /** Adds words; returns what of them can be shown now. */
  write(text: string, isCode: boolean): string;
  /** What supports the claim at the present place, `after` being a part of it: the whole of it, else a sentence of it, the last first. */
  supported(find: (claim: string) => SupportingPlace | null, after: string): SupportingPlace | null;
  /** Too little stands before the present place for a claim: it may follow. */
  isBeginning(): boolean;
  /** A marker is to stand here: the white space before it, that was held back; null when the same one stands right before already. */
  cite(marker: number): string | null;
  /** A marker stood here that is not shown. */
  lost(): void;
  end(): void;
  spans(): readonly AnswerSpan[];
}

const HAS_WORDS = /[\p{L}\p{N}]/u;

/**
 * Follows an answer and knows at each place which claim a marker there stands for: the sentences since the last marker in the same paragraph, list item or
 * table cell; right behind another marker, the same as that one.
 */
export function createClaims(isClaim: (text: string) => boolean): Claims {
  const joints = createJoints();
  const supported = new Set<string>();
  const blocks = createBlocks(supported, isClaim);
  let claim = "";
  let isBehindMarker = false;
  let group = new Set<number>();
  const begin = (): void => {
    claim = "";
    isBehindMarker = false;
    group = new Set();
  };
  const follow = (text: string): void => {
    if (HAS_WORDS.test(text) && isBehindMarker) begin();
    claim += text;
  };
  return {
    write: (text, isCode) => {
      const shown = joints.join(text);
      if (isCode) {
        if (blocks.addCode(shown, text)) begin();
        follow(text.includes("\n") ? "" : text);
        return shown;
      }
      for (const { text: cell, isNew } of blocks.addWords(shown, text)) {
        if (isNew) begin();
        follow(cell);
      }
      return shown;
    },
    supported: (find, after) => weigh(claim, after, find, supported),
    isBeginning: () => !isBehindMarker && !isClaim(presentSentence(claim)),
    cite: (marker) => {
      isBehindMarker = true;
      if (group.has(marker)) {
        joints.drop();
        return null;
      }
      group.add(marker);
      const spaces = joints.mark();
      blocks.add({ type: "text", text: spaces });
      blocks.add({ type: "cite", marker });
      return spaces;
    },
    lost: () => {
      isBehindMarker = true;
      joints.drop();
      blocks.add({ type: "lost" });
    },
    end: () => {
      blocks.close();
      begin();
    },
    spans: () => blocks.spans(),
  };
}

/** The sentence that goes on at the end of a text; the whole text when its last one is complete. */
function presentSentence(text: string): string {
  if (/[.!?…。！？]["”)*_]*\s*$/.test(text)) return text;
  const last = splitSentences(text).at(-1);
  return last === undefined ? text : text.slice(last.start);
}

/** Notes each sentence that has support; that of the whole comes first. */
function weigh(
  claim: string,
  after: string,
  find: (claim: string) => SupportingPlace | null,
  supported: Set<string>,
): SupportingPlace | null {
  const sentences = plainSentences((HAS_WORDS.test(after) ? presentSentence(claim) : claim) + after);
  const places = sentences.map((sentence) => ({ sentence, place: find(sentence) }));
  for (const { sentence, place } of places) if (place !== null) supported.add(sentence);
  for (const rest of plainSentences(after)) if (find(rest) !== null) supported.add(rest);
  const whole = sentences.length > 1 ? find(sentences.join(" ")) : null;
  return whole ?? places.findLast(({ place }) => place !== null)?.place ?? null;
}
