export const RANGES = ["24h", "7d", "30d", "90d"] as const;
export type Range = (typeof RANGES)[number];

export const GROUPS = ["person", "model", "key", "purpose", "assistant"] as const;
export type Group = (typeof GROUPS)[number];

/** The address of the page: 30 days by person when absent. */
export interface UsageState {
  readonly range?: Range;
  readonly by?: Group;
}

export function readUsageState({ range, by }: Record<string, unknown>): UsageState {
  const knownRange = RANGES.find((each) => each === range);
  const knownGroup = GROUPS.find((each) => each === by);
  return { ...(knownRange !== undefined && { range: knownRange }), ...(knownGroup !== undefined && { by: knownGroup }) };
}

/** What one's own usage can be added up by. */
export const OWN_GROUPS = ["model", "key", "purpose", "assistant"] as const satisfies readonly Group[];
