import type { AnswerSpan } from "../../ports/database/answers.ts";
import { splitSentences } from "../../text/split-sentences.ts";

/** A piece of a paragraph, list item or table cell; `lost` is where a marker was left out. */
export type Part =
  | { readonly type: "text" | "code"; readonly text: string }
  | { readonly type: "cite"; readonly marker: number }
  | { readonly type: "lost" };

/** The sentences of a piece of Markdown without its marks. */
export function plainSentences(text: string): string[] {
  return splitSentences(text).flatMap(({ start, end }) => {
    const plain = plainText(text.slice(start, end));
    return plain === "" ? [] : [plain];
  });
}

const LINE_MARKS = /^\s*(?:[-*+•>]\s+|\d{1,3}[.)]\s+|#{1,6}\s+)*/;

function plainText(text: string): string {
  return text
    .replace(LINE_MARKS, "")
    .replaceAll(/[*`~\\]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "")
    .replace(/^[\s.,;:!?)]+/, "")
    .trim();
}

/** The parts as spans; sentences that claim something and stand before no citation that supports them are marked. */
export function markUnsupported(
  parts: readonly Part[],
  supported: ReadonlySet<string>,
  isClaim: (text: string) => boolean,
): readonly AnswerSpan[] {
  const spans: AnswerSpan[] = [];
  let text = "";
  const close = (next: Part["type"] | "end"): void => {
    if (text !== "") spans.push(...markSentences(text, next, supported, isClaim));
    text = "";
  };
  for (const part of parts) {
    if (part.type === "text" || part.type === "code") {
      text += part.text;
      continue;
    }
    close(part.type);
    if (part.type === "cite") spans.push({ type: "cite", marker: part.marker });
  }
  close("end");
  return spans;
}

/** A title, a question, or what announces a list. */
const NO_CLAIM = /^\s*#|[:?]["”*_\s]*$/;
const LABEL_WORDS = 6;

function markSentences(
  text: string,
  next: Part["type"] | "end",
  supported: ReadonlySet<string>,
  isClaim: (text: string) => boolean,
): AnswerSpan[] {
  const spans: AnswerSpan[] = [];
  let from = 0;
  for (const { start, end } of splitSentences(text)) {
    const raw = text.slice(start, end);
    const sentence = plainText(raw);
    // What goes on behind a citation is the end of a sentence that has one.
    const isRest = next !== "lost" && start === from && from === 0 && /^[\s,;]*\p{Ll}|^[.,;:!?)]/u.test(text);
    const isLabel = next !== "lost" && !/[.!…]["”)*_\s]*$/.test(raw) && sentence.split(/\s+/).length <= LABEL_WORDS;
    const isWord = next === "lost" ? /[\p{L}\p{N}]/u.test(sentence) : isClaim(sentence);
    const isExempt = supported.has(sentence) || NO_CLAIM.test(raw) || isRest || isLabel || !isWord;
    if (isExempt) continue;
    const first = start + (LINE_MARKS.exec(raw)?.[0].length ?? 0);
    if (first > from) spans.push({ type: "text", text: text.slice(from, first) });
    spans.push({ type: "text", text: text.slice(first, end), unsupported: true });
    from = end;
  }
  if (from < text.length) spans.push({ type: "text", text: text.slice(from) });
  return spans;
}
