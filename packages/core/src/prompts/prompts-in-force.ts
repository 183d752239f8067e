import type { Repositories } from "../ports/database/database.ts";
import type { PromptKind } from "../ports/database/prompts.ts";
import { definitionOf } from "./built-in.ts";

/** A text as a run uses it. */
export interface PromptInForce {
  /** `name@version`, stored with the run. */
  readonly label: string;
  readonly text: string;
}

/** The text in force for a kind, or a version of a template of that kind. One that is gone gives way to the product's own, and the label says so. */
export async function promptInForce(
  { prompts }: Pick<Repositories, "prompts">,
  kind: PromptKind,
  chosen: { readonly promptId: string | null; readonly version: number | null } = { promptId: null, version: null },
): Promise<PromptInForce> {
  const definition = definitionOf(kind);
  const own: PromptInForce = { label: definition.label, text: definition.text };
  const known = chosen.promptId === null ? null : await prompts.get(chosen.promptId);
  const isChosen = known !== null && known.kind === kind;
  const prompt = isChosen ? known : await prompts.get(kind);
  const isAboutIt = isChosen || chosen.promptId === null || chosen.promptId === kind;
  const version = (isAboutIt ? chosen.version : null) ?? prompt?.version ?? 0;
  if (prompt === null || version === 0) return own;
  const found = await prompts.version(prompt.id, version);
  if (found === null) return own;
  return { label: prompt.id === kind ? `${definition.label}.${version}` : `${prompt.id}@${version}`, text: found.text };
}
