import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Assistant, AssistantContent, AssistantVersion, Audience } from "../ports/database/assistants.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { checkContent, slugOf } from "./assistant-content.ts";
import { mayManage, readAudience } from "./audience.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "llms">;

const MOST_ASSISTANTS = 500;
const MOST_VERSIONS = 500;

/** An assistant as an actor may see it: who shares it and how it is instructed is shown to those who may change it. */
export interface AssistantView extends Omit<Assistant, "content" | "audience"> {
  readonly manageable: boolean;
  readonly audience: Audience | null;
  readonly content: Omit<AssistantContent, "instructions" | "promptId"> & Partial<Pick<AssistantContent, "instructions" | "promptId">>;
  /** Of those that there still are. */
  readonly collections: readonly { readonly id: string; readonly name: string }[];
}

/** Those that the actor may use, by name; switched off ones for those who may change them. */
export async function listAssistants({ database }: Pick<Ports, "database">, actor: Actor): Promise<readonly AssistantView[]> {
  const found = await database.forActor(actor).assistants.assistants();
  const views = await Promise.all(found.map((each) => toView(database, actor, each)));
  return views.toSorted((one, other) => one.content.name.localeCompare(other.content.name) || (one.id < other.id ? -1 : 1));
}

export async function getAssistant({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<AssistantView> {
  return toView(database, actor, await usableAssistant(database, actor, id));
}

export interface AssistantInput {
  readonly content: AssistantContent;
  readonly audience: Audience;
  readonly slug?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** Members make private ones; editors share them. */
export async function createAssistant(ports: Needs, actor: Actor, input: AssistantInput): Promise<AssistantView> {
  requireRole(actor, "member");
  const { database, ids, clock } = ports;
  const now = clock.now();
  const audience = readAudience(actor, input.audience);
  const made = await database.transaction(async (tx): Promise<Assistant> => {
    if ((await tx.assistants.count()) >= MOST_ASSISTANTS) {
      throw new SmartyError("conflict", `There are ${MOST_ASSISTANTS} assistants. Delete one that is not used.`);
    }
    await checkContent(tx, ports.llms, actor, input.content);
    const slug = await freeSlug(tx, input.slug, input.content.name);
    const { content, enabled = true } = input;
    const assistant = {
      id: ids.next(),
      slug,
      ownerId: actor.userId,
      enabled,
      audience,
      version: 1,
      content,
      createdAt: now,
      updatedAt: now,
    };
    await tx.assistants.create(assistant, { version: 1, content, note: "", authorId: actor.userId, createdAt: now });
    await audit(ports, tx, actor, { action: "assistant.create", objectId: assistant.id, detail: { visibility: audience.visibility } });
    return assistant;
  });
  return toView(database, actor, made);
}

export interface AssistantEdit {
  /** Makes a version. */
  readonly content?: AssistantContent | undefined;
  readonly note?: string | undefined;
  readonly audience?: Audience | undefined;
  readonly slug?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** The version that was edited: another one meanwhile is a conflict. */
  readonly basedOn?: number | undefined;
}

/** Changes an assistant; new content becomes its next version, and answers from then on. */
export async function updateAssistant(ports: Needs, actor: Actor, id: string, edit: AssistantEdit): Promise<AssistantView> {
  const { database } = ports;
  await database.transaction(async (tx) => {
    const known = await manageable(tx, actor, id);
    if (edit.basedOn !== undefined && edit.basedOn !== known.version) {
      throw new SmartyError("conflict", "Somebody has changed this assistant meanwhile. Load it again, then make your change.");
    }
    const { content, note = "", enabled } = edit;
    if (content !== undefined) await checkContent(tx, ports.llms, actor, content);
    const slug = edit.slug === undefined || edit.slug === known.slug ? undefined : await freeSlug(tx, edit.slug, "");
    const audience = edit.audience === undefined ? undefined : ownedAudience(actor, known, edit.audience);
    const version = content === undefined ? undefined : await addVersion(ports, tx, actor, { id, content, note });
    const change = {
      updatedAt: ports.clock.now(),
      ...(slug !== undefined && { slug }),
      ...(audience !== undefined && { audience }),
      ...(enabled !== undefined && { enabled }),
      ...(version !== undefined && { version }),
    };
    await tx.assistants.update(id, change);
    const fields = Object.keys(change).filter((name) => name !== "updatedAt");
    await audit(ports, tx, actor, {
      action: "assistant.update",
      objectId: id,
      detail: { fields, ...(version !== undefined && { version }) },
    });
  });
  return getAssistant(ports, actor, id);
}

/** Only its owner can take an assistant to themselves: in another's hands it would be out of everybody's reach. */
function ownedAudience(actor: Actor, { ownerId }: Assistant, wanted: Audience): Audience {
  const audience = readAudience(actor, wanted);
  if (audience.visibility === "private" && ownerId !== actor.userId) {
    throw new SmartyError("conflict", "Only the person who made this assistant can make it private. Switch it off instead.");
  }
  return audience;
}

/** Makes an earlier version's content the present one, as a new version. */
export async function rollBackAssistant(ports: Needs, actor: Actor, id: string, version: number): Promise<AssistantView> {
  await ports.database.transaction(async (tx) => {
    await manageable(tx, actor, id);
    const old = await tx.assistants.version(id, version);
    if (old === null) throw new SmartyError("not_found", "There is no such version.");
    await checkContent(tx, ports.llms, actor, old.content);
    const next = await addVersion(ports, tx, actor, { id, content: old.content, note: `Version ${version} again` });
    await tx.assistants.update(id, { version: next, updatedAt: ports.clock.now() });
    await audit(ports, tx, actor, { action: "assistant.rollback", objectId: id, detail: { to: version, version: next } });
  });
  return getAssistant(ports, actor, id);
}

/** Its versions go with it; what it has answered stays with those who asked. */
export async function deleteAssistant(ports: Needs, actor: Actor, id: string): Promise<void> {
  await ports.database.transaction(async (tx) => {
    await manageable(tx, actor, id);
    await tx.assistants.remove(id);
    await audit(ports, tx, actor, { action: "assistant.delete", objectId: id });
  });
}

/** Newest first; for those who may change it. */
export async function listAssistantVersions(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  id: string,
): Promise<readonly AssistantVersion[]> {
  await manageable(database, actor, id);
  return database.assistants.versions(id);
}

interface Content {
  readonly id: string;
  readonly content: AssistantContent;
  readonly note: string;
}

async function addVersion({ clock }: Needs, tx: Transaction, actor: Actor, { id, content, note }: Content): Promise<number> {
  const [latest] = await tx.assistants.versions(id);
  const version = (latest?.version ?? 0) + 1;
  if (version > MOST_VERSIONS) throw new SmartyError("conflict", `An assistant has at most ${MOST_VERSIONS} versions. Make a new one.`);
  await tx.assistants.addVersion(id, { version, content, note, authorId: actor.userId, createdAt: clock.now() });
  return version;
}

async function freeSlug(tx: Transaction, wanted: string | undefined, name: string): Promise<string> {
  if (wanted !== undefined) {
    if ((await tx.assistants.bySlug(wanted)) === null) return wanted;
    throw new SmartyError("conflict", `The short name "${wanted}" is taken. Choose another one.`, {
      fields: [{ path: "slug", message: "is taken" }],
    });
  }
  const slug = slugOf(name);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? slug : `${slug}-${count}`;
    if ((await tx.assistants.bySlug(candidate)) === null) return candidate;
  }
}

type Scoped = Pick<Ports["database"], "forActor">;

/** Throws `not_found` for one that the actor may not use. */
export async function usableAssistant(database: Scoped, actor: Actor, id: string): Promise<Assistant> {
  const found = await database.forActor(actor).assistants.assistant(id);
  if (found === null) throw new SmartyError("not_found", "There is no such assistant.");
  return found;
}

async function manageable(database: Scoped, actor: Actor, id: string): Promise<Assistant> {
  const found = await usableAssistant(database, actor, id);
  if (!mayManage(actor, found)) throw new SmartyError("forbidden", "Only editors change what is shared. Ask one of them.");
  return found;
}

async function toView(database: Ports["database"], actor: Actor, { content, audience, ...assistant }: Assistant): Promise<AssistantView> {
  const isOpen = mayManage(actor, { ownerId: assistant.ownerId, audience });
  const { instructions, promptId, ...shown } = content;
  const collections = await database.assistants.collections(content.collectionIds);
  return {
    ...assistant,
    manageable: isOpen,
    audience: isOpen ? audience : null,
    content: { ...shown, ...(isOpen && { instructions, promptId }) },
    collections: collections.map(({ id, name }) => ({ id, name })),
  };
}
