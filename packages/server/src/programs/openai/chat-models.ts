import { type Actor, listAssistants, listModels as listLanguageModels, type Ports } from "@smartypants/core";
import { hasScope } from "../require-key.ts";
import { refusal } from "./openai-error.ts";

/** A model that answers in a chat, as programs name it. */
interface ChatModel {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Answers as this assistant does. */
  readonly assistantId?: string;
  /** Of the registry: written by this language model. */
  readonly modelId?: string;
}

/** What a name in a request means. */
interface ChosenModel {
  readonly model: ChatModel;
  /** False: the answer ends without its list of links. */
  readonly hasSources: boolean;
}

const WITHOUT_SOURCES = ":no-sources";
/** The day this interface was first described. */
const SINCE = Date.UTC(2026, 2, 1) / 1000;

/** The models that this person's chats may use: answers from all that they may read, by each language model, and by their assistants. */
async function chatModels(ports: Ports, actor: Actor): Promise<readonly ChatModel[]> {
  const written = (await listLanguageModels(ports, actor)).filter((each) => !("kind" in each) || (each.kind === "chat" && each.enabled));
  const assistants = (await listAssistants(ports, actor)).filter(({ enabled }) => enabled);
  return [
    { id: "smartypants", created: SINCE },
    ...written.map(({ id }): ChatModel => ({ id: `smartypants/${id}`, created: SINCE, modelId: id })),
    ...assistants.map(({ id, slug, createdAt }): ChatModel => ({
      id: `assistant/${slug}`,
      created: Math.floor(createdAt / 1000),
      assistantId: id,
    })),
  ];
}

/** Throws `not_found` for a name that stands for nothing this person may use. */
export async function findChatModel(ports: Ports, actor: Actor, name: string): Promise<ChosenModel> {
  const hasSources = !name.endsWith(WITHOUT_SOURCES);
  const id = hasSources ? name : name.slice(0, -WITHOUT_SOURCES.length);
  const model = (await chatModels(ports, actor)).find((each) => each.id === id);
  if (model === undefined) throw unknownModel(name);
  return { model, hasSources };
}

export function unknownModel(name: string): Error {
  return refusal(
    "model_not_found",
    "model",
    `There is no model "${name.slice(0, 100)}". GET /v1/models lists those that this key may use.`,
  );
}

interface ListedModel {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: "smartypants";
}

/** What the key may use: chats with the scope `ask`, the embedding model with `search`. */
export async function listModels(ports: Ports, actor: Actor): Promise<readonly ListedModel[]> {
  const chats = hasScope(actor, "ask") ? await chatModels(ports, actor) : [];
  const embedder = hasScope(actor, "search") ? ports.semantic.current?.embedder : undefined;
  const all = [...chats, ...(embedder === undefined ? [] : [{ id: embedder.id, created: SINCE }])];
  return all.map(({ id, created }) => ({ id, object: "model", created, owned_by: "smartypants" }));
}
