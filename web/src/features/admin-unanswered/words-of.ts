import type { UnansweredQuestion } from "@smartypants/client";

type Words = Pick<UnansweredQuestion, "wording" | "words">;

/** What stands for a question: its wording, or the words that all its wordings have in common. */
export function wordsOf({ wording, words }: Words): string {
  return wording ?? words.join(", ");
}

/** The same to search with. */
export function searchOf({ wording, words }: Words): string {
  return wording ?? words.join(" ");
}
