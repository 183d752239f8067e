export const STATES = ["open", "answered", "ignored"] as const;
export type State = (typeof STATES)[number];

/** The address of the page. */
export interface UnansweredState {
  /** Open ones when absent. */
  readonly state?: State;
  /** Id of the one whose details are open. */
  readonly question?: string;
}

export function readUnansweredState({ state, question }: Record<string, unknown>): UnansweredState {
  const known = STATES.find((each) => each === state && each !== "open");
  return {
    ...(known !== undefined && { state: known }),
    ...(typeof question === "string" && question !== "" && { question }),
  };
}
