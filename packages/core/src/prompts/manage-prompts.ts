import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { Prompt, PromptKind, PromptVersion } from "../ports/database/prompts.ts";
import type { Ports } from "../ports/ports.ts";
import { countTokens } from "../text/count-tokens.ts";
import { definitionOf, MOST_PROMPT_TOKENS, PROMPTS } from "./built-in.ts";
import { checkTemplate, renderTemplate, type TemplateVariable, templateProblems, usedVariables } from "./render-template.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids">;

const MOST_PROMPTS = 100;
const MOST_VERSIONS = 500;

/** A prompt with its text in force. */
export interface PromptView extends Omit<Prompt, "createdAt" | "updatedAt"> {
  readonly text: string;
  /** The product's own: it can be restored, and not deleted. */
  readonly builtIn: boolean;
  readonly defaultText: string;
  readonly variables: readonly TemplateVariable[];
  readonly frame: string;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** The product's own first, then operators' templates. */
export async function listPrompts({ database }: Pick<Ports, "database">, actor: Actor): Promise<readonly PromptView[]> {
  requireRole(actor, "editor");
  const stored = await database.prompts.list();
  const own = PROMPTS.map(({ kind }) => stored.find(({ id }) => id === kind) ?? blank(kind));
  const others = stored.filter(({ id }) => !isBuiltIn(id));
  return Promise.all([...own, ...others].map((prompt) => toView(database, prompt)));
}

export async function getPrompt({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<PromptView> {
  requireRole(actor, "editor");
  return toView(database, await promptById(database, id));
}

export interface PromptInput {
  readonly kind: PromptKind;
  readonly name: string;
  readonly description: string;
  readonly text: string;
}

/** Makes a template that assistants can be given. */
export async function createPrompt(ports: Needs, actor: Actor, { kind, name, description, text }: PromptInput): Promise<PromptView> {
  requireRole(actor, "editor");
  const { database, ids, clock } = ports;
  check(kind, text);
  const now = clock.now();
  const prompt: Prompt = { id: ids.next(), kind, name, description, version: 1, createdAt: now, updatedAt: now };
  await database.transaction(async (tx) => {
    const all = await tx.prompts.list();
    if (all.length >= MOST_PROMPTS) throw new SmartyError("conflict", `There are ${MOST_PROMPTS} prompts. Delete one that is not used.`);
    refuseName(all, prompt);
    await tx.prompts.save(prompt);
    await tx.prompts.addVersion(prompt.id, { version: 1, text, note: "", authorId: actor.userId, createdAt: now });
    await audit(ports, tx, actor, { action: "prompt.create", objectId: prompt.id, detail: { kind } });
  });
  return toView(database, prompt);
}

export interface PromptEdit {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Makes a version. */
  readonly text?: string | undefined;
  readonly note?: string | undefined;
  /** The version that was edited: another in force meanwhile is a conflict. */
  readonly basedOn?: number | undefined;
}

/** Changes a prompt; a new text becomes its next version and is in force at once. */
export async function updatePrompt(ports: Needs, actor: Actor, id: string, edit: PromptEdit): Promise<PromptView> {
  requireRole(actor, "editor");
  const { database, clock } = ports;
  const prompt = await database.transaction(async (tx) => {
    const known = await promptById(tx, id);
    requireManager(actor, known);
    if (edit.basedOn !== undefined && edit.basedOn !== known.version) throw changedMeanwhile();
    if (edit.text !== undefined) check(known.kind, edit.text);
    const now = clock.now();
    const { name = known.name, description = known.description } = isBuiltIn(id) ? {} : edit;
    const version = edit.text === undefined ? known.version : await nextVersion(tx, id);
    const next: Prompt = { ...known, name, description, version, updatedAt: now, createdAt: known.createdAt || now };
    refuseName(await tx.prompts.list(), next);
    await tx.prompts.save(next);
    if (edit.text !== undefined) {
      await tx.prompts.addVersion(id, { version, text: edit.text, note: edit.note ?? "", authorId: actor.userId, createdAt: now });
    }
    await audit(ports, tx, actor, { action: "prompt.update", objectId: id, detail: { version } });
    return next;
  });
  return toView(database, prompt);
}

/** Puts an earlier version's text in force, as a new version; 0: the product's own words. */
export async function rollBackPrompt(ports: Needs, actor: Actor, id: string, version: number): Promise<PromptView> {
  requireRole(actor, "editor");
  const { database, clock } = ports;
  const prompt = await database.transaction(async (tx) => {
    const known = await promptById(tx, id);
    requireManager(actor, known);
    const now = clock.now();
    const isRestore = version === 0 && isBuiltIn(id);
    const old = isRestore ? null : await tx.prompts.version(id, version);
    if (!isRestore && old === null) throw new SmartyError("not_found", "There is no such version.");
    const next = old === null ? 0 : await nextVersion(tx, id);
    const changed: Prompt = { ...known, version: next, updatedAt: now, createdAt: known.createdAt || now };
    await tx.prompts.save(changed);
    if (old !== null) {
      const note = `Version ${version} again`;
      await tx.prompts.addVersion(id, { version: next, text: old.text, note, authorId: actor.userId, createdAt: now });
    }
    await audit(ports, tx, actor, { action: "prompt.rollback", objectId: id, detail: { to: version, version: next } });
    return changed;
  });
  return toView(database, prompt);
}

/** Refused while an assistant uses it. */
export async function deletePrompt(ports: Needs, actor: Actor, id: string): Promise<void> {
  requireRole(actor, "editor");
  if (isBuiltIn(id)) throw new SmartyError("conflict", "The product's own prompts stay. Restore the default instead.");
  await ports.database.transaction(async (tx) => {
    const users = await tx.assistants.using({ promptId: id });
    if (users.length > 0) throw new SmartyError("conflict", `${users.length} assistants use this prompt. Give them another one first.`);
    if (!(await tx.prompts.remove(id))) throw promptNotFound();
    await audit(ports, tx, actor, { action: "prompt.delete", objectId: id });
  });
}

/** Newest first; of the product's own the last is version 0, its own words. */
export async function listPromptVersions(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  id: string,
): Promise<readonly PromptVersion[]> {
  requireRole(actor, "editor");
  const prompt = await promptById(database, id);
  const versions = await database.prompts.versions(id);
  if (!isBuiltIn(id)) return versions;
  return [...versions, { version: 0, text: definitionOf(prompt.kind).text, note: "", authorId: null, createdAt: 0 }];
}

export interface PromptPreview {
  /** With the values filled in. */
  readonly text: string;
  readonly tokens: number;
  readonly mostTokens: number;
  readonly used: readonly string[];
  /** In words; none when it could be saved. */
  readonly problems: readonly string[];
}

/** What a text becomes with sample values, or the caller's. Nothing is stored. */
export function previewPrompt(actor: Actor, kind: PromptKind, text: string, values: Readonly<Record<string, string>> = {}): PromptPreview {
  requireRole(actor, "editor");
  const { variables } = definitionOf(kind);
  const given = new Map(Object.entries(values));
  const filled = new Map(variables.map(({ name, sample }) => [name, given.get(name) ?? sample]));
  const tokens = countTokens(text);
  const tooLong =
    tokens > MOST_PROMPT_TOKENS ? [`The text has ${tokens} tokens; at most ${MOST_PROMPT_TOKENS} are allowed. Shorten it.`] : [];
  return {
    text: renderTemplate(text, filled),
    tokens,
    mostTokens: MOST_PROMPT_TOKENS,
    used: usedVariables(text),
    problems: [...(text.trim() === "" ? ["The text is empty."] : []), ...tooLong, ...templateProblems(text, variables)],
  };
}

function check(kind: PromptKind, text: string): void {
  checkTemplate(text, definitionOf(kind).variables, { tokens: countTokens(text), most: MOST_PROMPT_TOKENS });
}

function isBuiltIn(id: string): boolean {
  return PROMPTS.some(({ kind }) => kind === id);
}

/** The product's own words reach everybody's answers. */
function requireManager(actor: Actor, { id }: Prompt): void {
  if (isBuiltIn(id)) requireRole(actor, "admin");
}

function blank(kind: PromptKind): Prompt {
  const { name, description } = definitionOf(kind);
  return { id: kind, kind, name, description, version: 0, createdAt: 0, updatedAt: 0 };
}

async function promptById({ prompts }: Pick<Repositories, "prompts">, id: string): Promise<Prompt> {
  const found = await prompts.get(id);
  if (found !== null) return found;
  const own = PROMPTS.find(({ kind }) => kind === id);
  if (own === undefined) throw promptNotFound();
  return blank(own.kind);
}

async function nextVersion({ prompts }: Pick<Repositories, "prompts">, id: string): Promise<number> {
  const [latest] = await prompts.versions(id);
  const next = (latest?.version ?? 0) + 1;
  if (next > MOST_VERSIONS) throw new SmartyError("conflict", `A prompt has at most ${MOST_VERSIONS} versions. Make a new one.`);
  return next;
}

async function toView({ prompts }: Pick<Repositories, "prompts">, prompt: Prompt): Promise<PromptView> {
  const { text: defaultText, variables, frame } = definitionOf(prompt.kind);
  const version = prompt.version === 0 ? null : await prompts.version(prompt.id, prompt.version);
  const { createdAt, updatedAt, ...rest } = prompt;
  const times = { createdAt: createdAt || null, updatedAt: updatedAt || null };
  return { ...rest, ...times, text: version?.text ?? defaultText, builtIn: isBuiltIn(prompt.id), defaultText, variables, frame };
}

function refuseName(all: readonly Prompt[], { id, name }: Prompt): void {
  if (all.some((each) => each.id !== id && each.name === name))
    throw new SmartyError("conflict", `There is a prompt called "${name}" already. Choose another name.`);
}

function changedMeanwhile(): SmartyError {
  return new SmartyError("conflict", "Somebody has changed this prompt meanwhile. Load it again, then make your change.");
}

function promptNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such prompt.");
}
