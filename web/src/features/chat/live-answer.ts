import type { Citation } from "@smartypants/client";
import type { FullAnswer } from "./queries.ts";
import type { ServerEvent } from "./read-events.ts";

export type Phase = "searching" | "reading" | "writing";

/** An answer while it is made, put together from the events that came so far. */
export interface LiveAnswer {
  /** Each with the moment at which it began, in milliseconds. */
  readonly phases: readonly { readonly phase: Phase; readonly at: number }[];
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
      return isPhase(fields["phase"]) ? { ...answer, phases: [...answer.phases, { phase: fields["phase"], at: now }] } : answer;
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

function parse(data: string): Fields {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Fields) : {};
  } catch {
    // Not ours: it changes nothing.
    return {};
  }
}
