export const MODEL_TABS = ["chat", "meaning", "credentials", "budgets"] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

/** The address of the page: which part is shown, the first when absent. */
export interface ModelsState {
  readonly tab?: ModelTab;
}

export function readModelsState({ tab }: Record<string, unknown>): ModelsState {
  const known = MODEL_TABS.find((each) => each === tab);
  return known === undefined ? {} : { tab: known };
}
