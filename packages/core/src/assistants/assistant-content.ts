import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { readRegistry } from "../models/registry.ts";
import type { AssistantContent } from "../ports/database/assistants.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { LlmSetup } from "../ports/models.ts";
import { countTokens } from "../text/count-tokens.ts";

/** They share the model's context with the passages, and the smallest has some four thousand tokens. */
const MOST_INSTRUCTION_TOKENS = 1_000;

/** What is wrong with a version, as fields; throws `invalid` with all of it. Its collections must be usable by the actor, its model one that answers. */
export async function checkContent(
  tx: Pick<Transaction, "forActor" | "models" | "settings" | "prompts">,
  llms: Pick<LlmSetup, "environment">,
  actor: Actor,
  content: AssistantContent,
): Promise<void> {
  const { instructions, collectionIds, modelId, promptId } = content;
  const fields: { path: string; message: string }[] = [];
  const tokens = countTokens(instructions);
  if (tokens > MOST_INSTRUCTION_TOKENS) {
    fields.push({
      path: "instructions",
      message: `They have ${tokens} tokens; at most ${MOST_INSTRUCTION_TOKENS} are allowed. Shorten them.`,
    });
  }
  const { assistants } = tx.forActor(actor);
  for (const [at, id] of collectionIds.entries()) {
    if ((await assistants.collection(id)) === null) fields.push({ path: `collectionIds.${at}`, message: "There is no such collection." });
  }
  if (modelId !== null && !(await readRegistry(tx, llms)).some((model) => model.id === modelId && model.kind === "chat" && model.enabled)) {
    fields.push({ path: "modelId", message: "There is no such model, or it is switched off." });
  }
  if (promptId !== null && (await tx.prompts.get(promptId))?.kind !== "answer") {
    fields.push({ path: "promptId", message: "There is no such answer prompt." });
  }
  const [first] = fields;
  if (first !== undefined) throw new SmartyError("invalid", `Check the field ${first.path}: ${first.message}`, { fields });
}

/** A short name for addresses: `Travel desk` becomes `travel-desk`. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 50);
  return slug === "" ? "assistant" : slug;
}
