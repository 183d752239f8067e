export const TABS = ["overview", "items", "access", "settings"] as const;
export type Tab = (typeof TABS)[number];

export const LEDGER_FILTERS = ["open", "failed", "skipped", "ignored", "indexed"] as const;
export type LedgerFilter = (typeof LEDGER_FILTERS)[number];

/** A source page's address. */
export interface LedgerState {
  readonly tab?: Tab;
  /** What of the ledger is shown; `open` when absent. */
  readonly state?: LedgerFilter;
  readonly reason?: string;
  readonly q?: string;
}

export function readLedgerState({ tab, state, reason, q }: Record<string, unknown>): LedgerState {
  const knownTab = TABS.find((each) => each === tab);
  const knownState = LEDGER_FILTERS.find((each) => each === state);
  return {
    ...(knownTab !== undefined && { tab: knownTab }),
    ...(knownState !== undefined && { state: knownState }),
    ...(typeof reason === "string" && reason !== "" ? { reason } : {}),
    ...(typeof q === "string" && q !== "" ? { q } : {}),
  };
}
