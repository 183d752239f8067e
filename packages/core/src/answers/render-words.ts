import type { AnswerSpan } from "../ports/database/answers.ts";

/** A model's words with `[n]` where a citation stands. `markers`: those that can be read; others are left out. */
export function renderWords(
  spans: readonly AnswerSpan[],
  markers: ReadonlySet<number> | null = null,
): { readonly text: string; readonly unsupported: readonly { readonly start: number; readonly end: number }[] } {
  let text = "";
  const unsupported: { start: number; end: number }[] = [];
  for (const span of spans) {
    if (span.type !== "text") {
      if (markers === null || markers.has(span.marker)) text += `[${span.marker}]`;
      continue;
    }
    if (span.unsupported === true) unsupported.push({ start: text.length, end: text.length + span.text.length });
    text += span.text;
  }
  return { text, unsupported };
}
