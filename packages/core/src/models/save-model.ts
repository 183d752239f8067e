import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { ModelEntry } from "../ports/database/models.ts";
import type { Ports } from "../ports/ports.ts";
import { readState } from "../embedding-model/state.ts";
import { audit } from "../people/audit.ts";
import { addCredential, changeCredential, credentialNotFound, otherHost } from "./credentials.ts";
import { getModel } from "./list-models.ts";
import { hostOf, needsKey, type Provider, readBaseUrl } from "./provider-address.ts";
import { DEFAULT_MODEL_SETTING, type Model, modelNotFound, readRegistry } from "./registry.ts";

type Needs = Pick<Ports, "database" | "settings" | "clock" | "ids" | "vault" | "llms">;
type Transaction = Repositories;

type Fields = Omit<ModelEntry, "id" | "createdAt" | "updatedAt">;

/** Undefined leaves a field as it is, or at its default. */
export type ModelChange = { readonly [Name in keyof Omit<Fields, "kind" | "provider">]?: Fields[Name] | undefined } & {
  /** In clear; kept as a credential for the host of this model and no other. */
  readonly apiKey?: string | undefined;
};

export type NewModel = ModelChange & Pick<Fields, "name" | "provider" | "model"> & { readonly kind?: Fields["kind"] | undefined };

const MOST_MODELS = 200;

export async function createModel(ports: Needs, actor: Actor, { kind = "chat", ...input }: NewModel): Promise<Model> {
  requireRole(actor, "admin");
  const id = ports.ids.next();
  const now = ports.clock.now();
  await ports.database.transaction(async (tx) => {
    if ((await tx.models.list()).length >= MOST_MODELS)
      throw new SmartyError("conflict", `There are ${MOST_MODELS} models. Delete some first.`);
    const { name, provider, model } = input;
    const blank: ModelEntry = {
      ...BLANK,
      maskPersonalData: ports.settings.get("answers.maskNewModels"),
      id,
      kind,
      name,
      provider,
      model,
      baseUrl: ownUrl(ports, provider),
      createdAt: now,
      updatedAt: now,
    };
    const entry = await applyChange(ports, tx, actor, { entry: blank, change: input });
    await tx.models.create(entry);
    await audit(ports, tx, actor, { action: "model.create", objectId: id, detail: { provider: entry.provider, kind } });
  });
  return getModel(ports, actor, id);
}

/** The environment says where the local Ollama is, such as in another container. */
function ownUrl({ llms }: Pick<Ports, "llms">, provider: Provider): string | null {
  if (provider !== "ollama") return null;
  return llms.connections.find((each) => each.provider === "ollama")?.baseUrl ?? null;
}

const BLANK: Omit<Fields, "kind" | "name" | "provider" | "model"> = {
  baseUrl: null,
  credentialId: null,
  options: {},
  contextTokens: null,
  maxOutputTokens: null,
  inputPrice: null,
  outputPrice: null,
  enabled: true,
  maskPersonalData: false,
  fallbackOrder: null,
};

/** Another host in the base URL asks for the secret again: the old one is bound to the old host. */
export async function updateModel(ports: Needs, actor: Actor, id: string, change: ModelChange): Promise<Model> {
  requireRole(actor, "admin");
  refuseEnvironment(ports, id);
  await ports.database.transaction(async (tx) => {
    const known = await tx.models.get(id);
    if (known === null) throw modelNotFound();
    const entry = await applyChange(ports, tx, actor, { entry: { ...known, updatedAt: ports.clock.now() }, change });
    await tx.models.update(entry);
    const fields = Object.keys(change).filter((name) => change[name as keyof ModelChange] !== undefined);
    await audit(ports, tx, actor, { action: "model.update", objectId: id, detail: { fields } });
  });
  return getModel(ports, actor, id);
}

/**
 * Its credential stays, and so does what it has cost. Throws `conflict`, naming them, while assistants or the search by meaning use it. Conversations that had
 * chosen it, and everybody if it was the default, are answered by the default that is left.
 */
export async function deleteModel(ports: Needs, actor: Actor, id: string): Promise<void> {
  requireRole(actor, "admin");
  refuseEnvironment(ports, id);
  await ports.database.transaction(async (tx) => {
    await refuseInUse(tx, id);
    if (!(await tx.models.remove(id))) throw modelNotFound();
    const wasChosen = (await tx.settings.get(DEFAULT_MODEL_SETTING)) === id;
    if (wasChosen) await tx.settings.set(DEFAULT_MODEL_SETTING, null, actor.userId, ports.clock.now());
    await audit(ports, tx, actor, { action: "model.delete", objectId: id });
  });
}

const MOST_NAMED = 5;

async function refuseInUse(tx: Transaction, id: string): Promise<void> {
  const assistants = (await tx.assistants.using({ modelId: id })).map(({ content }) => `the assistant "${content.name}"`);
  const state = await readState(tx);
  const embedding = [state?.current, state?.next?.choice, state?.previous?.choice].some((choice) => choice?.connection === id);
  const users = [...assistants, ...(embedding ? ["the search by meaning"] : [])];
  if (users.length === 0) return;
  const more = users.length > MOST_NAMED ? ` and ${users.length - MOST_NAMED} more` : "";
  throw new SmartyError(
    "conflict",
    `This model is used by ${users.slice(0, MOST_NAMED).join(", ")}${more}. Choose another model there first.`,
  );
}

/** Models of the environment may be chosen too. */
export async function setDefaultModel(ports: Needs, actor: Actor, id: string): Promise<Model> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    const model = (await readRegistry(tx, ports.llms)).find((each) => each.id === id);
    if (model === undefined) throw modelNotFound();
    if (model.kind !== "chat") throw new SmartyError("conflict", "Only a chat model can be the default.");
    if (!model.enabled) throw new SmartyError("conflict", "This model is switched off. Enable it first.");
    await tx.settings.set(DEFAULT_MODEL_SETTING, id, actor.userId, ports.clock.now());
    await audit(ports, tx, actor, { action: "model.default", objectId: id });
  });
  return getModel(ports, actor, id);
}

function refuseEnvironment({ llms }: Pick<Ports, "llms">, id: string): void {
  if (!llms.environment.some((each) => each.id === id)) return;
  throw new SmartyError("conflict", "This model comes from the environment of the server. Change its variables and start again.");
}

interface Edit {
  readonly entry: ModelEntry;
  readonly change: ModelChange;
}

async function applyChange(ports: Needs, tx: Transaction, actor: Actor, { entry, change }: Edit): Promise<ModelEntry> {
  const { apiKey, baseUrl, ...rest } = change;
  if (apiKey !== undefined && typeof change.credentialId === "string") {
    throw new SmartyError("invalid", "Give either an API key or a credential, not both.", {
      fields: [{ path: "apiKey", message: "must be absent beside credentialId" }],
    });
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Partial<ModelEntry>;
  const named = baseUrl === undefined ? entry.baseUrl : baseUrl === null ? null : readBaseUrl(baseUrl);
  const next: ModelEntry = { ...entry, ...given, baseUrl: named, name: (given.name ?? entry.name).trim() };
  await checkName(ports, tx, next);
  const credentialId = await chooseCredential(ports, tx, actor, { next, apiKey });
  if (credentialId === null && needsKey(next.provider, next.baseUrl)) {
    throw new SmartyError("invalid", `A model of ${next.provider} needs an API key.`, {
      fields: [{ path: "apiKey", message: "must be given" }],
    });
  }
  return { ...next, credentialId };
}

async function checkName({ llms }: Needs, tx: Transaction, { id, name }: ModelEntry): Promise<void> {
  const taken = (await readRegistry(tx, llms)).some((model) => model.id !== id && model.name === name);
  if (taken) {
    throw new SmartyError("conflict", `There is a model named "${name}" already. Choose another name.`);
  }
}

interface Secret {
  readonly next: ModelEntry;
  readonly apiKey: string | undefined;
}

/** A key in clear takes the place of the present secret where the host is the same, else it becomes a new credential. */
async function chooseCredential(ports: Needs, tx: Transaction, actor: Actor, { next, apiKey }: Secret): Promise<string | null> {
  const host = hostOf(next.provider, next.baseUrl);
  const { credentialId } = next;
  const known = credentialId === null ? null : await tx.models.credential(credentialId);
  if (credentialId !== null && known === null) throw credentialNotFound();
  if (apiKey === undefined) {
    if (known !== null && known.host !== host) throw otherHost(known.host, host);
    return credentialId;
  }
  if (known === null || known.host !== host) return (await addCredential(ports, tx, actor, { name: next.name, secret: apiKey, host })).id;
  return (await changeCredential(ports, tx, actor, { id: known.id, secret: apiKey })).id;
}
