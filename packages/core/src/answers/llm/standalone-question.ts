import type { Llm } from "@smartypants/sdk";
import { detectLanguage } from "../../text/detect-language.ts";
import { askBriefly } from "./ask-model.ts";
import type { Turn } from "./build-prompt.ts";
import { rewriteInstructions, SEARCH_AGAIN_INSTRUCTIONS } from "./prompt-templates.ts";

const LIMIT_MS = 5_000;
const MAX_QUESTION = 1_000;
const TURNS = 3;
const ANSWER_LENGTH = 600;

/** A follow-up as a question that can be searched for by itself; the question as it is when there is no history or the model does not manage. */
export async function standaloneQuestion(
  llm: Llm | null,
  { question, template, now }: { readonly question: string; readonly template: string; readonly now: number },
  history: readonly Turn[],
  signal: AbortSignal,
): Promise<string> {
  if (llm === null || history.length === 0) return question;
  const conversation = history.slice(-TURNS).map((turn) => `Question: ${turn.question}\nAnswer: ${turn.answer.slice(0, ANSWER_LENGTH)}`);
  const request = [...conversation, `Latest question: ${question}`].join("\n\n");
  const instructions = rewriteInstructions(template, detectLanguage(question), now);
  return (await askBriefly(llm, instructions, request, { signal, limitMs: LIMIT_MS, maxLength: MAX_QUESTION })) ?? question;
}

const MAX_WORDS = 200;

/** Other words for a question of which little was found. */
export async function otherWords(llm: Llm | null, question: string, signal: AbortSignal): Promise<string | null> {
  if (llm === null) return null;
  return askBriefly(llm, SEARCH_AGAIN_INSTRUCTIONS, `Question: ${question}`, { signal, limitMs: LIMIT_MS, maxLength: MAX_WORDS });
}
