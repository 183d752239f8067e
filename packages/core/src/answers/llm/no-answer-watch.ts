import { NOT_IN_SOURCES } from "./prompt-templates.ts";

export interface NoAnswerWatch {
  /** The words that are not the sign, as far as that is settled. */
  push(delta: string): string;
  end(): string;
  /** The model's answer began with the sign that it has none. */
  isNoAnswer(): boolean;
}

/** What a model may put around the sign. */
const AROUND = /^[\s"'`*_[(]*/;

/** Looks for the sign that a model writes when it has no answer. Later in an answer it is taken out: it is no word for people. */
export function createNoAnswerWatch(): NoAnswerWatch {
  let isBeginning = true;
  let isNone = false;
  let held = "";
  const settle = (isEnded: boolean): string => {
    const start = held.replace(AROUND, "");
    if (isBeginning && start.startsWith(NOT_IN_SOURCES)) isNone = true;
    if (isNone) return "";
    if (!isEnded && isBeginning && NOT_IN_SOURCES.startsWith(start)) return "";
    isBeginning = false;
    const text = held.replaceAll(NOT_IN_SOURCES, "");
    const kept = isEnded ? 0 : overlap(text);
    held = text.slice(text.length - kept);
    return text.slice(0, text.length - kept);
  };
  return {
    push: (delta) => {
      if (isNone) return "";
      held += delta;
      return settle(false);
    },
    end: () => settle(true),
    isNoAnswer: () => isNone,
  };
}

/** How much of the end of a text could be the beginning of the sign. */
function overlap(text: string): number {
  for (let length = Math.min(text.length, NOT_IN_SOURCES.length - 1); length > 0; length--) {
    if (text.endsWith(NOT_IN_SOURCES.slice(0, length))) return length;
  }
  return 0;
}
