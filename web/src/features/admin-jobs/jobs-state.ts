export const JOB_STATES = ["running", "waiting", "failed", "quarantined", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** The address of the page: jobs of which state, all when absent. */
export interface JobsState {
  readonly state?: JobState;
}

export function readJobsState({ state }: Record<string, unknown>): JobsState {
  const known = JOB_STATES.find((each) => each === state);
  return known === undefined ? {} : { state: known };
}
