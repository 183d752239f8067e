import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { type PromptInForce, promptInForce } from "../prompts/prompts-in-force.ts";
import type { RunAssistant } from "../ports/database/answers.ts";
import type { AssistantContent, CollectionFilter, Strictness } from "../ports/database/assistants.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { Configuration } from "../ports/database/evaluation.ts";
import type { Ports } from "../ports/ports.ts";
import { mayManage } from "./audience.ts";
import { usableAssistant } from "./manage-assistants.ts";

/** How a run is to be answered: what its assistant and the prompts in force say. */
export interface AnswerSetup {
  /** Null: nobody's assistant, or one that is not stored yet. */
  readonly assistant: RunAssistant | null;
  readonly name: string;
  readonly instructions: string;
  readonly strictness: Strictness;
  /** Of each group one must hold. */
  readonly within: readonly (readonly CollectionFilter[])[];
  /** Absent: the default model. */
  readonly modelId: string | undefined;
  /** No model at all: the best sentences themselves. */
  readonly extractive: boolean;
  readonly answerPrompt: PromptInForce;
  readonly rewritePrompt: PromptInForce;
  /** `preview`, or an evaluation; null for what a person has asked. */
  readonly trial: string | null;
}

type Needs = Pick<Ports, "database">;

/** As the assistant answers now, or as the product does without one. Throws `not_found` for one that the actor may not use. */
export async function setupFor({ database }: Needs, actor: Actor, assistantId?: string): Promise<AnswerSetup> {
  if (assistantId === undefined) return setupOf(database, null, PLAIN);
  const { id, version, enabled, content } = await usableAssistant(database, actor, assistantId);
  if (!enabled) throw new SmartyError("conflict", "This assistant is switched off. Ask without it, or have it switched on.");
  return setupOf(database, { id, version }, content);
}

/** As a version has answered, for a run that is begun again; as the product does when the version has gone. */
export async function setupOfRun({ database }: Needs, actor: Actor, assistant: RunAssistant | null): Promise<AnswerSetup> {
  if (assistant === null) return setupFor({ database }, actor);
  await usableAssistant(database, actor, assistant.id);
  const version = await database.assistants.version(assistant.id, assistant.version);
  if (version === null) throw new SmartyError("not_found", "There is no such version.");
  return setupOf(database, assistant, version.content);
}

/** For a trial: a configuration, with content that is not stored in place of the assistant's. Switched off ones may be tried. */
export async function setupOfTrial(
  { database }: Needs,
  actor: Actor,
  configuration: Configuration,
  { trial, draft }: { readonly trial: string; readonly draft?: AssistantContent | undefined },
): Promise<AnswerSetup> {
  const { assistantId, assistantVersion, collectionIds, modelId, extractive, promptId, promptVersion } = configuration;
  const known = assistantId === null ? null : await usableAssistant(database, actor, assistantId);
  const version = assistantVersion ?? known?.version ?? 0;
  const stored = known === null ? null : await database.assistants.version(known.id, version);
  if (known !== null && (stored === null || (version !== known.version && !mayManage(actor, known)))) {
    throw new SmartyError("not_found", "There is no such version.");
  }
  const content = draft ?? stored?.content ?? PLAIN;
  const setup = await setupOf(database, known === null || draft !== undefined ? null : { id: known.id, version }, content);
  const chosen = { promptId: promptId ?? content.promptId, version: promptVersion };
  return {
    ...setup,
    within: [...setup.within, ...(await scopeOf(database, actor, collectionIds))],
    modelId: modelId ?? setup.modelId,
    extractive,
    answerPrompt: await promptInForce(database, "answer", chosen),
    trial,
  };
}

const PLAIN: AssistantContent = {
  name: "SmartyPants",
  description: "",
  glyph: "",
  instructions: "",
  collectionIds: [],
  modelId: null,
  promptId: null,
  starters: [],
  strictness: "balanced",
};

async function setupOf(
  database: Pick<Repositories, "assistants" | "prompts">,
  assistant: RunAssistant | null,
  { name, instructions, strictness, collectionIds, modelId, promptId }: AssistantContent,
): Promise<AnswerSetup> {
  // One that has gone holds nothing: a scope never grows by what is missing.
  const filters = (await database.assistants.collections(collectionIds)).map(({ filter }) => filter);
  return {
    assistant,
    name,
    instructions,
    strictness,
    within: collectionIds.length === 0 ? [] : [filters],
    modelId: modelId ?? undefined,
    extractive: false,
    answerPrompt: await promptInForce(database, "answer", { promptId, version: null }),
    rewritePrompt: await promptInForce(database, "rewrite"),
    trial: null,
  };
}

/** Collections that a caller names; those they may not use hold nothing. */
async function scopeOf(database: Ports["database"], actor: Actor, ids: readonly string[]): Promise<AnswerSetup["within"]> {
  if (ids.length === 0) return [];
  const usable = await database.forActor(actor).assistants.collections();
  return [usable.filter(({ id }) => ids.includes(id)).map(({ filter }) => filter)];
}
