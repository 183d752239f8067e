import type { Message } from "@smartypants/client";
import type { FullAnswer } from "./queries.ts";

export interface OpenCitation {
  readonly runId: string;
  readonly marker: number;
}

export function parseCite(cite: string | undefined): OpenCitation | null {
  const match = /^(.+)\.(\d+)$/.exec(cite ?? "");
  return match === null ? null : { runId: match[1] ?? "", marker: Number(match[2]) };
}

/** Null for a question, which the API's description cannot say. */
export function answerOf({ answer }: { readonly answer: unknown }): FullAnswer | null {
  return answer as FullAnswer | null;
}

export function answersOf(messages: readonly Message[]): readonly FullAnswer[] {
  return messages.flatMap((message) => answerOf(message) ?? []);
}
