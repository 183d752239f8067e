import type { Role } from "@smartypants/core";
import type { TestPerson, TestServer, TestSource } from "./open-test-server.ts";
import { createRandom, type Random } from "./random.ts";

/** Who may read a part of something, as the API takes it. */
export interface Grant {
  readonly mode: "everyone" | "restricted";
  readonly allow?: readonly string[];
}

export interface Access extends Grant {
  readonly rules?: readonly (Grant & { readonly path: string })[];
}

export interface WorldPerson extends TestPerson {
  readonly verified: boolean;
  disabled: boolean;
}

export interface WorldSource extends TestSource {
  readonly name: string;
  access: Access;
}

export interface WorldDocument {
  /** A word that stands in its text and title and nowhere else in the world. */
  readonly canary: string;
  /** A word to ask by that gives nothing away. */
  readonly topic: string;
  /** Known when it has been listed. */
  id: string;
  readonly source: WorldSource | null;
  /** In its source; the name of an upload. */
  path: string;
  /** Of an upload. */
  readonly grant: Grant | null;
  readonly owner: WorldPerson | null;
}

/** Everything that decides who may read what, as the test itself knows it. */
export interface World {
  readonly random: Random;
  readonly people: WorldPerson[];
  readonly groups: Map<string, Set<string>>;
  readonly sources: WorldSource[];
  readonly documents: WorldDocument[];
  mayRead(person: WorldPerson, document: WorldDocument): boolean;
  readable(person: WorldPerson): readonly WorldDocument[];
  grant(): Grant;
  access(): Access;
  /** A file of a source, with a canary of its own. */
  addFile(source: WorldSource, path: string): WorldDocument;
}

const FOLDERS = ["hr", "hr/pay", "hr/pay/2026", "hr-archive", "eng", "eng/ops", "sales"];
const DOMAINS = ["example.org", "partner.example"];

/** The oracle: principals against grants, the longest rule of whole path segments first. */
function mayRead(world: Pick<World, "groups" | "sources">, person: WorldPerson, document: WorldDocument): boolean {
  if (person.disabled || (document.source !== null && !world.sources.includes(document.source))) return false;
  const mine = new Set(["everyone"]);
  if (person.verified) mine.add(`user:${person.email}`).add(`domain:${person.email.split("@")[1]}`);
  for (const [id, members] of world.groups) if (members.has(person.id)) mine.add(`group:local/${id}`);
  const grant = document.grant ?? grantFor(document.source?.access ?? { mode: "restricted" }, document.path);
  return grant.mode === "everyone" || (grant.allow ?? []).some((principal) => mine.has(principal));
}

function grantFor(access: Access, path: string): Grant {
  const within = (access.rules ?? []).filter((rule) => path.startsWith(`${rule.path}/`));
  return within.toSorted((one, other) => other.path.length - one.path.length)[0] ?? access;
}

/** 200 people in groups, three folders with rules, and uploads, all by chance of the seed. */
export async function createWorld(server: TestServer, seed: number): Promise<World> {
  const random = createRandom(seed);
  const people = await makePeople(server, random);
  const groups = await makeGroups(server, random, people);
  const sources: WorldSource[] = [];
  const documents: WorldDocument[] = [];
  const principals = (): string => {
    const kind = random.below(10);
    if (kind < 5) return `group:local/${random.pick([...groups.keys()])}`;
    return kind < 9 ? `user:${random.pick(people).email}` : `domain:${random.pick(DOMAINS)}`;
  };
  const grant = (): Grant =>
    random.chance(0.25) ? { mode: "everyone" } : { mode: "restricted", allow: Array.from({ length: random.below(4) }, principals) };
  const access = (): Access => ({ ...grant(), rules: random.some(FOLDERS, random.below(4)).map((path) => ({ path, ...grant() })) });
  let made = 0;
  const add = (document: Omit<WorldDocument, "canary" | "topic" | "id">): WorldDocument => {
    const word = wordOf((made += 1));
    const whole: WorldDocument = { ...document, canary: `zq${word}x`, topic: `kumo${word}`, id: "" };
    documents.push(whole);
    return whole;
  };
  const addFile: World["addFile"] = (source, path) => {
    const document = add({ source, path, grant: null, owner: null });
    source.files.write(path, textOf(document));
    return document;
  };
  const world: World = {
    random,
    people,
    groups,
    sources,
    documents,
    grant,
    access,
    addFile,
    mayRead: (person, document) => mayRead(world, person, document),
    readable: (person) => documents.filter((document) => mayRead(world, person, document)),
  };
  await fillSources(server, world);
  await fillUploads(server, world, add);
  return world;
}

async function fillSources(server: TestServer, world: World): Promise<void> {
  const files = FOLDERS.flatMap((folder) => [`${folder}/one.md`, `${folder}/two.md`]);
  for (const name of ["Alpha", "Beta", "Gamma"]) {
    const own = world.access();
    const source: WorldSource = { ...(await server.folderSource({}, own, name)), name, access: own };
    world.sources.push(source);
    for (const path of ["top.md", ...world.random.some(files, 11)]) world.addFile(source, path);
    await server.sync(source.id);
  }
}

async function fillUploads(
  server: TestServer,
  world: World,
  add: (document: Omit<WorldDocument, "canary" | "topic" | "id">) => WorldDocument,
): Promise<void> {
  const { random } = world;
  const able = world.people.filter((person) => person.role !== "viewer" && person.verified);
  for (const owner of random.some(able, 14)) {
    const mode = random.pick(["private", "restricted", "everyone"] as const);
    const chosen: Grant = mode === "everyone" ? { mode } : world.grant();
    const given: Grant = mode === "private" ? { mode: "restricted", allow: [`user:${owner.email}`] } : chosen;
    const document = add({ source: null, path: "upload", grant: given, owner });
    const file = { [`Note ${document.canary}.md`]: textOf(document) };
    const { body, status, text } = await server.upload(owner, file, mode === "private" ? { mode } : given);
    if (status !== 201) throw new Error(`an upload was refused: ${text}`);
    document.id = body.documents[0]?.id ?? "";
  }
}

/** Letters only, so that no analysis takes it apart; no two share a stem. */
function wordOf(index: number): string {
  return Array.from(String(1000 + index), (digit) => "bdfgklmprt"[Number(digit)] ?? "").join("u");
}

function textOf({ canary, topic }: WorldDocument): string {
  return `# Note ${canary}\n\nThe ${topic} report says that the secret code is ${canary} for this quarter.\n`;
}

async function makePeople(server: TestServer, random: Random): Promise<WorldPerson[]> {
  const people: WorldPerson[] = [];
  const roles: readonly Role[] = ["viewer", "member", "member", "member", "editor", "admin"];
  const kinds = roles.flatMap((role) =>
    DOMAINS.flatMap((domain) => [true, true, true, false].map((verified) => ({ role, domain, verified }))),
  );
  for (const [at, kind] of kinds.entries()) {
    const share = Math.ceil((200 - people.length) / (kinds.length - at));
    const names = Array.from({ length: share }, (_each, index) => `p${at}-${index}`);
    const made = await server.people(names, kind);
    people.push(...made.map((person) => ({ ...person, verified: kind.verified, disabled: false })));
  }
  return random.some(people, people.length).slice();
}

async function makeGroups(server: TestServer, random: Random, people: readonly WorldPerson[]): Promise<Map<string, Set<string>>> {
  const groups = new Map<string, Set<string>>();
  for (let at = 0; at < 12; at++) {
    const members = random.some(people, 5 + random.below(40));
    groups.set(await server.group(`Group ${at}`, members), new Set(members.map((member) => member.id)));
  }
  return groups;
}
