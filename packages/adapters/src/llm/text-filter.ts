const OPENING = "<think>";
const CLOSING = "</think>";

/** Takes an answer's text piece by piece and gives back what may be shown. */
export interface TextFilter {
  push(text: string): string;
  /** What was held back for want of a continuation. */
  end(): string;
}

/**
 * Leaves out a model's thoughts where its server writes them in front of the answer, in a `think` element, and never gives out half of a character.
 */
export function createTextFilter(): TextFilter {
  let state: "start" | "thinking" | "answer" = "start";
  let held = "";
  const leaveThoughts = (): string => {
    const end = held.indexOf(CLOSING);
    if (end === -1) {
      held = held.slice(-(CLOSING.length - 1));
      return "";
    }
    state = "answer";
    held = held.slice(end + CLOSING.length).trimStart();
    // The line break after the thoughts may come in the next piece.
    if (held === "") state = "start";
    return whole();
  };
  /** All of it but half a character at the end. */
  const whole = (): string => {
    const isHalf = /[\ud800-\udbff]$/.test(held);
    const text = isHalf ? held.slice(0, -1) : held;
    held = isHalf ? held.slice(-1) : "";
    return text.toWellFormed();
  };
  return {
    push: (text) => {
      held += text;
      if (state === "start") {
        const begun = held.trimStart();
        if (begun === "" || OPENING.startsWith(begun)) return "";
        state = begun.startsWith(OPENING) ? "thinking" : "answer";
        held = state === "thinking" ? begun.slice(OPENING.length) : begun;
      }
      return state === "thinking" ? leaveThoughts() : whole();
    },
    end: () => {
      const rest = state === "thinking" ? "" : held.toWellFormed();
      held = "";
      return rest;
    },
  };
}
