import type { Actor } from "../../access/actor.ts";
import type { SourceState } from "../../ports/database/sources.ts";
import { type Choices, createChoices } from "../vector-world.ts";
import { actorOf } from "./checks.ts";

export interface WorldContainer {
  readonly externalId: string;
  parent: string | null;
  allow: readonly string[] | null;
}

export interface WorldDocument {
  readonly externalId: string;
  readonly sourceId: string;
  readonly container: string | null;
  allow: readonly string[] | null;
}

export interface WorldSource {
  readonly id: string;
  readonly fromSource: boolean;
  rootAllow: readonly string[];
  state: SourceState;
  aclSyncedAt: number | null;
  readonly containers: Map<string, WorldContainer>;
  /** Members by group id. */
  readonly groups: Map<string, readonly string[]>;
}

/** Who may read what, kept in plain sight: what the database must answer is worked out here by looking at everything. */
export interface AccessWorld {
  readonly people: readonly Actor[];
  /** User ids by id of our own groups. */
  readonly staff: Map<string, Set<string>>;
  readonly sources: readonly WorldSource[];
  readonly documents: readonly WorldDocument[];
}

export interface WorldSize {
  readonly seed: number;
  readonly people: number;
  readonly documents: number;
  readonly sources: number;
  readonly groups: number;
  readonly containers: number;
}

const DOMAINS = ["example.org", "corp.example.org", "other.net"] as const;
const DAY_MS = 86_400_000;

export function createAccessWorld(size: WorldSize, now: number): AccessWorld {
  const choices = createChoices(size.seed);
  const people = Array.from({ length: size.people }, (_, at) => {
    const name = `p${at}`;
    return actorOf(name, { email: `${name}@${choices.pick(DOMAINS)}`, verifiedAt: choices.next() < 0.85 ? 1 : null });
  });
  const staffIds = Array.from({ length: Math.ceil(size.groups / 2) }, (_, at) => `staff${at}`);
  const staff = new Map(staffIds.map((id) => [id, new Set(people.filter(() => choices.next() < 0.15).map((person) => person.userId))]));
  const ids = Array.from({ length: size.sources }, (_, at) => `s${at}`);
  const groupsOf = (id: string): string[] => Array.from({ length: size.groups }, (_, at) => `group:${id}/g${at}`);
  const vocabulary = [...people.map((person) => `user:${person.email}`), ...staffIds.map((id) => `group:local/${id}`)];
  const sources = ids.map((id) => createSource(choices, id, size, [...vocabulary, ...groupsOf(id)], now));
  const documents = Array.from({ length: size.documents }, (_, at): WorldDocument => {
    const source = sources[choices.below(sources.length)];
    const id = source?.id ?? "";
    const container = choices.next() < 0.8 ? `c${choices.below(size.containers)}` : null;
    const allow = choices.next() < 0.4 ? somePrincipals(choices, [...vocabulary, ...groupsOf(id)]) : null;
    return { externalId: `d${at}`, sourceId: id, container, allow };
  });
  return { people, staff, sources, documents };
}

function createSource(choices: Choices, id: string, size: WorldSize, vocabulary: readonly string[], now: number): WorldSource {
  const names = Array.from({ length: size.containers }, (_, at) => `c${at}`);
  const containers = names.map((externalId, at): [string, WorldContainer] => {
    const parent = at > 0 && choices.next() < 0.7 ? `c${choices.below(at)}` : null;
    return [externalId, { externalId, parent, allow: choices.next() < 0.35 ? somePrincipals(choices, vocabulary) : null }];
  });
  const groups = Array.from({ length: size.groups }, (_, at): [string, readonly string[]] => [
    `g${at}`,
    someMembers(choices, vocabulary, id),
  ]);
  const fromSource = choices.next() < 0.5;
  return {
    id,
    fromSource,
    rootAllow: somePrincipals(choices, vocabulary),
    state: choices.pick(["active", "active", "active", "paused", "reconnect", "deleting"]),
    aclSyncedAt: fromSource ? someSyncTime(choices, now) : null,
    containers: new Map(containers),
    groups: new Map(groups),
  };
}

/** Fresh more often than not; never, just too old and just fresh enough among the others. */
export function someSyncTime(choices: Choices, now: number): number {
  return choices.pick([now, now, now, now - DAY_MS + 1, now - DAY_MS, 0]);
}

/** Nobody, everyone, a domain, or a few of those there are. */
export function somePrincipals(choices: Choices, vocabulary: readonly string[]): readonly string[] {
  const kind = choices.next();
  if (kind < 0.1) return [];
  if (kind < 0.17) return ["everyone"];
  if (kind < 0.27) return [`domain:${choices.pick(DOMAINS)}`];
  return Array.from({ length: 1 + choices.below(4) }, () => vocabulary[choices.below(vocabulary.length)] ?? "everyone");
}

/** Mostly people, some groups of the same source (cycles come by themselves), now and then a domain, everyone, or something unknown. */
export function someMembers(choices: Choices, vocabulary: readonly string[], sourceId: string): readonly string[] {
  const own = vocabulary.filter((principal) => principal.startsWith(`group:${sourceId}/`));
  const members = Array.from({ length: choices.below(5) }, () => vocabulary[choices.below(vocabulary.length)] ?? "everyone");
  if (choices.next() < 0.5) members.push(own[choices.below(own.length)] ?? "everyone");
  if (choices.next() < 0.08) members.push(`domain:${choices.pick(DOMAINS)}`);
  if (choices.next() < 0.04) members.push("everyone");
  if (choices.next() < 0.1) members.push("user:nobody@example.org", `group:${sourceId}/none`);
  return [...new Set(members)];
}

export function principalsIn(world: AccessWorld, actor: Actor): ReadonlySet<string> {
  const mine = new Set(["everyone"]);
  if (actor.verifiedAt !== null) mine.add(`user:${actor.email}`).add(`domain:${actor.email.split("@")[1]}`);
  for (const [id, members] of world.staff) if (members.has(actor.userId)) mine.add(`group:local/${id}`);
  const groups = world.sources.flatMap(({ id, groups: own }) =>
    [...own].map(([name, members]) => ({ group: `group:${id}/${name}`, members })),
  );
  for (let before = -1; before !== mine.size;) {
    before = mine.size;
    for (const { group, members } of groups) if (members.some((member) => mine.has(member))) mine.add(group);
  }
  return mine;
}

/** Entries that count for a document: its own, else those of the nearest container that has some, else the root's. */
function allowOf(world: AccessWorld, document: WorldDocument): readonly string[] {
  if (document.allow !== null) return document.allow;
  const source = world.sources.find((each) => each.id === document.sourceId);
  for (let at = document.container; at !== null;) {
    const container = source?.containers.get(at);
    if (container?.allow) return container.allow;
    at = container?.parent ?? null;
  }
  return source?.rootAllow ?? [];
}

function isShown(source: WorldSource | undefined, now: number): boolean {
  if (source === undefined || source.state === "deleting") return false;
  return source.aclSyncedAt === null || source.aclSyncedAt > now - DAY_MS;
}

/** The documents that the actor may read now. */
export function readableIn(world: AccessWorld, actor: Actor, now: number): readonly WorldDocument[] {
  const mine = principalsIn(world, actor);
  const shown = new Set(world.sources.filter((source) => isShown(source, now)).map((source) => source.id));
  return world.documents.filter((document) => shown.has(document.sourceId) && allowOf(world, document).some((each) => mine.has(each)));
}
