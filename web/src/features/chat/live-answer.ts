import type { Citation } from "@smartypants/client";
import type { FullAnswer } from "./queries.ts";
import type { ServerEvent } from "./read-events.ts";

export type Phase = "searching" | "reading" | "writing";

/** Why it is searched once more. */
export type Again = "without-time" | "acronyms" | "other-words";

/** An answer while it is made, put together from the events that came so far. */
export interface LiveAnswer {
  /** Each with the moment at which it began, in milliseconds. */
  readonly phases: readonly { readonly phase: Phase; readonly again: Again | null; readonly at: number }[];
  readonly text: string;
  /** Markers of whole quotes, in their order; a model's words are in `text`. */
  readonly quotes: readonly number[];
  readonly citations: readonly Citation[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** The whole answer, once it is there. */
  readonly done: FullAnswer | null;
  readonly isConnected: boolean;
}

export const NOTHING_YET: LiveAnswer = {
  phases: [],
  text: "",
  quotes: [],
  citations: [],
  error: null,
  done: null,
  isConnected: true,
};

type Fields = Readonly<Record<string, unknown>>;

/** The answer with one more event. Events of kinds that are not known here change nothing. */
export function withEvent(answer: LiveAnswer, { type, data }: ServerEvent, now: number): LiveAnswer {
  const fields = parse(data);
  switch (type) {
    case "phase":
      return withPhase(answer, fields, now);
    case "citation":
      return fields["hidden"] === true ? answer : { ...answer, citations: [...answer.citations, fields as unknown as Citation] };
    case "delta":
      return withDelta(answer, fields);
    case "error":
      return { ...answer, error: { code: textOf(fields["code"]), message: textOf(fields["message"]) } };
    case "done":
      return { ...answer, done: fields as unknown as FullAnswer };
    default:
      return answer;
  }
}

function withPhase(answer: LiveAnswer, { phase, again }: Fields, now: number): LiveAnswer {
  if (!isPhase(phase)) return answer;
  return { ...answer, phases: [...answer.phases, { phase, again: isAgain(again) ? again : null, at: now }] };
}

function withDelta(answer: LiveAnswer, { text, marker }: Fields): LiveAnswer {
  if (typeof text !== "string") return answer;
  return typeof marker === "number" ? { ...answer, quotes: [...answer.quotes, marker] } : { ...answer, text: answer.text + text };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isPhase(value: unknown): value is Phase {
  return value === "searching" || value === "reading" || value === "writing";
}

function isAgain(value: unknown): value is Again {
  return value === "without-time" || value === "acronyms" || value === "other-words";
}

function parse(data: string): Fields {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Fields) : {};
  } catch {
    // Not ours: it changes nothing.
    return {};
  }
}
