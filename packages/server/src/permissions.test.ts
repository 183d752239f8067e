import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World, type WorldDocument, type WorldPerson } from "./testing/access-world.ts";
import type { Reply } from "./testing/http-client.ts";
import { openTestServer, type TestServer, until } from "./testing/open-test-server.ts";

const SEED = 20_260_301;
const ROUNDS = 5;
const READERS_A_ROUND = 6;

let server: TestServer;
let world: World;
/** An assistant for everybody whose collection holds every document there is. */
let wide: { readonly assistantId: string; readonly collectionId: string };
/** What people asked while they might read more: by person, the paths at which it can be read again. */
const history: { readonly person: WorldPerson; readonly lines: readonly string[] }[] = [];

beforeAll(async () => {
  server = await openTestServer();
  world = await createWorld(server, SEED);
  await findIds();
  wide = await makeWideAssistant();
});
afterAll(() => server.close());

interface SearchBody {
  readonly hits: readonly { readonly document: { readonly id: string } }[];
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
  readonly found: number;
  readonly suggestions: readonly string[];
  readonly nextCursor: string | null;
}

/** The test knows files by their paths; ids come from the database itself, past all permissions. */
async function findIds(): Promise<void> {
  for (const source of world.sources) {
    const stored = await server.ports.database.documents.ofSource(source.id, null, 1000);
    for (const document of world.documents.filter((each) => each.source === source)) {
      document.id = stored.find((each) => each.externalId === document.path)?.id ?? "missing";
    }
  }
}

async function makeWideAssistant(): Promise<typeof wide> {
  const audience = { visibility: "everyone" };
  const make = async (path: string, json: object): Promise<string> =>
    (await server.call<{ id: string }>(server.admin, `POST /api/v1/${path}`, { json: { ...json, audience } })).body.id;
  const collectionId = await make("collections", { name: "All", filter: { types: ["markdown"] } });
  return { collectionId, assistantId: await make("assistants", { content: { name: "All", collectionIds: [collectionId] } }) };
}

const leaks: string[] = [];
const losses: string[] = [];

/** Nothing that anybody is sent may hold a canary of a document they may not read. */
function inspect(person: WorldPerson, line: string, { text, status }: Reply<unknown>): void {
  if (status >= 500) leaks.push(`${line} answered ${status}`);
  for (const document of world.documents) {
    if (text.includes(document.canary) && !world.mayRead(person, document))
      leaks.push(`${line} showed ${document.canary} to ${person.name}`);
  }
}

async function ask<Body>(person: WorldPerson, line: string, json?: unknown): Promise<Reply<Body>> {
  const answer = await server.call<Body>(person, line, json === undefined ? {} : { json });
  inspect(person, line, answer);
  return answer;
}

function search(person: WorldPerson, query: string, more: object = {}): Promise<Reply<SearchBody>> {
  return ask<SearchBody>(person, "POST /api/v1/search", { query, limit: 50, ...more });
}

function missed(person: WorldPerson, what: string): void {
  losses.push(`${person.name}: ${what}`);
}

/** One document, by everything that can name it. */
async function probe(person: WorldPerson, document: WorldDocument): Promise<void> {
  const may = world.mayRead(person, document);
  const found = await search(person, `"${document.canary}"`, { explain: true });
  const ids = found.body.hits.map((hit) => hit.document.id);
  if (may && ids.join() !== document.id) missed(person, `search for ${document.canary} found ${ids.length}`);
  if (!may) {
    const { found: count, facets, suggestions } = found.body;
    const shown = Object.values(facets).flat().length;
    if (ids.length + count + shown > 0) leaks.push(`search for ${document.canary} told ${person.name} ${count} and ${shown} facets`);
    if (suggestions.join().includes(document.canary)) leaks.push(`suggestions told ${person.name} ${document.canary}`);
  }
  for (const part of ["", "/text", "/file"]) {
    const { status } = await ask(person, `GET /api/v1/documents/${document.id}${part}`);
    const wanted = may && (part !== "/file" || document.source === null) ? 200 : 404;
    if (status !== wanted) (wanted === 200 ? losses : leaks).push(`GET ${document.canary}${part} answered ${person.name} ${status}`);
  }
}

/** Everything at once: lists, counts and facets agree with the oracle to the last document. */
async function census(person: WorldPerson): Promise<void> {
  const wanted = world.readable(person);
  const wantedIds = wanted.map((document) => document.id).toSorted();
  const listed: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Reply<{ items: { id: string }[]; nextCursor: string | null }> = await ask(
      person,
      `GET /api/v1/documents?limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    listed.push(...page.body.items.map((item) => item.id));
    cursor = page.body.nextCursor;
  }
  if (listed.toSorted().join() !== wantedIds.join())
    missed(person, `${listed.length} documents are listed, ${wantedIds.length} are readable`);
  const all: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { body }: Reply<SearchBody> = await search(person, "report secret quarter", {
      limit: 20,
      ...(cursor !== undefined && { cursor }),
    });
    all.push(...body.hits.map((hit) => hit.document.id));
    if (body.found !== wantedIds.length) missed(person, `found ${body.found} of ${wantedIds.length}`);
    const counted = Object.fromEntries((body.facets["sources"] ?? []).map(({ value, count }) => [value, count]));
    for (const source of world.sources) {
      const own = wanted.filter((document) => document.source === source).length;
      if ((counted[source.id] ?? 0) !== own) missed(person, `the facet of ${source.name} says ${counted[source.id]} of ${own}`);
    }
    if (body.nextCursor === null) break;
    cursor = body.nextCursor;
  }
  if (all.toSorted().join() !== wantedIds.join()) missed(person, `pages hold ${all.length} of ${wantedIds.length}`);
  const scoped = await search(person, "report secret quarter", { filters: { collections: [wide.collectionId] } });
  if (scoped.body.found !== wantedIds.length)
    missed(person, `a collection of everything holds ${scoped.body.found} of ${wantedIds.length}`);
  const counted = await ask<{ documents: number }>(person, "POST /api/v1/collections/count", { filter: { types: ["markdown"] } });
  if (person.role !== "viewer" && counted.body.documents !== wantedIds.length) {
    missed(person, `a collection of everything counts ${counted.body.documents} of ${wantedIds.length}`);
  }
}

/** Answers, their events and the conversation they stand in; kept, to be read again after the permissions have changed. */
async function converse(person: WorldPerson): Promise<void> {
  const conversation = await ask<{ id: string }>(person, "POST /api/v1/conversations", {});
  const lines = [`GET /api/v1/conversations/${conversation.body.id}`];
  const topics = world.random.some(world.documents, 2).concat(world.random.some(world.readable(person), 2));
  for (const [at, { topic }] of topics.entries()) {
    const question = {
      question: `What does the ${topic} report say about the secret code?`,
      conversationId: conversation.body.id,
      ...(at % 2 === 0 && { assistantId: wide.assistantId }),
    };
    const { body } = await ask<{ runId: string; citations: { documentId: string }[]; nearest?: { id: string }[] }>(
      person,
      "POST /api/v1/answers",
      question,
    );
    const readable = new Set(world.readable(person).map((document) => document.id));
    for (const id of [...body.citations.map((each) => each.documentId), ...(body.nearest ?? []).map((each) => each.id)]) {
      if (!readable.has(id)) leaks.push(`an answer named a document to ${person.name}`);
    }
    lines.push(`GET /api/v1/runs/${body.runId}`, `GET /api/v1/runs/${body.runId}/events`);
  }
  history.push({ person, lines });
}

/** What is shown to those who manage things holds no content: they may read no more than others. */
async function manage(person: WorldPerson): Promise<void> {
  if (person.role !== "admin" && person.role !== "editor") return;
  const lines = world.sources.flatMap(({ id }) => [
    `GET /api/v1/sources/${id}`,
    `GET /api/v1/sources/${id}/items?limit=200`,
    `GET /api/v1/sources/${id}/runs`,
  ]);
  const uploads = (await server.ports.database.sources.all()).find((source) => source.connector === "upload")?.id;
  for (const line of [...lines, "GET /api/v1/sources", `GET /api/v1/sources/${uploads}/items?limit=200`]) await ask(person, line);
  if (person.role === "admin")
    for (const path of ["audit?limit=200", "usage", "jobs?limit=200", "users?limit=200", "groups"])
      await ask(person, `GET /api/v1/${path}`);
}

function expectAgreement(when: string): void {
  expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }, `${when}, seed ${SEED}`).toEqual({ leaks: [], losses: [] });
}

async function reviewAll(readers: readonly WorldPerson[]): Promise<void> {
  for (const person of readers) {
    await census(person);
    await manage(person);
    // Fewer at once than a caller may ask.
    for (let from = 0; from < world.documents.length; from += 12) {
      await Promise.all(world.documents.slice(from, from + 12).map((document) => probe(person, document)));
    }
  }
}

/** Whatever a change takes away is away when it has answered; what it gives comes with the index. */
async function reviewRevocations(readers: readonly WorldPerson[]): Promise<void> {
  for (const person of readers) {
    await search(person, "report secret quarter");
    for (const document of world.random.some(world.documents, 10)) await search(person, document.topic);
    await ask(person, "GET /api/v1/documents?limit=200");
  }
  for (const { person, lines } of history) for (const line of lines) await ask(person, line);
}

async function indexed(): Promise<void> {
  await until(async () => ((await server.ports.database.indexChanges.count()) === 0 ? true : undefined), 10_000);
}

type Change = () => Promise<string>;

async function patchAccess(): Promise<string> {
  const source = world.random.pick(world.sources);
  source.access = world.access();
  const { status } = await server.call(server.admin, `PATCH /api/v1/sources/${source.id}`, { json: { access: source.access } });
  expect(status).toBe(200);
  return `access of ${source.name}`;
}

async function changeMembers(): Promise<string> {
  const [id, members] = world.random.pick([...world.groups]);
  const leaving = world.random.some([...members], 6);
  const joining = world.random.some(world.people, 4).map((person) => person.id);
  for (const userId of leaving) {
    members.delete(userId);
    await server.call(server.admin, `DELETE /api/v1/groups/${id}/members/${userId}`);
  }
  for (const userId of joining) members.add(userId);
  await server.call(server.admin, `POST /api/v1/groups/${id}/members`, { json: { userIds: joining } });
  return "members of a group";
}

async function deleteGroup(): Promise<string> {
  const id = world.random.pick([...world.groups.keys()]);
  world.groups.delete(id);
  expect((await server.call(server.admin, `DELETE /api/v1/groups/${id}`)).status).toBe(204);
  return "a group is gone";
}

async function disablePeople(): Promise<string> {
  for (const person of world.random.some(world.people, 5)) {
    person.disabled = !person.disabled;
    expect((await server.call(server.admin, `PATCH /api/v1/users/${person.id}`, { json: { disabled: person.disabled } })).status).toBe(200);
  }
  return "people are disabled or come back";
}

async function deletePerson(): Promise<string> {
  const person = world.random.pick(world.people);
  expect((await server.call(server.admin, `DELETE /api/v1/users/${person.id}`)).status).toBe(202);
  world.people.splice(world.people.indexOf(person), 1);
  for (let at = history.length - 1; at >= 0; at--) if (history[at]?.person === person) history.splice(at, 1);
  return "a person is gone";
}

async function deleteUpload(): Promise<string> {
  const document = world.random.pick(world.documents.filter((each) => each.source === null));
  const { owner } = document;
  if (owner === null || !world.mayRead(owner, document)) return "nothing";
  expect((await server.call(owner, `DELETE /api/v1/documents/${document.id}`)).status).toBe(204);
  world.documents.splice(world.documents.indexOf(document), 1);
  return "an upload is gone";
}

async function changeFiles(): Promise<string> {
  const source = world.random.pick(world.sources);
  const own = world.random.some(
    world.documents.filter((each) => each.source === source),
    5,
  );
  const folders = ["hr", "hr/pay/2026", "hr-archive", "eng", "new/deep"];
  for (const [at, document] of own.entries()) {
    if (at === 0) {
      source.files.remove(document.path);
      world.documents.splice(world.documents.indexOf(document), 1);
      continue;
    }
    const path = `${world.random.pick(folders)}/moved-${document.topic}.md`;
    source.files.move(document.path, path);
    document.path = path;
  }
  world.addFile(source, `${world.random.pick(folders)}/added-${world.random.below(1e9)}.md`);
  expect((await server.sync(source.id)).state).toBe("succeeded");
  await findIds();
  return `files of ${source.name}`;
}

async function deleteSource(): Promise<string> {
  const [source] = world.sources.splice(world.random.below(world.sources.length), 1);
  expect((await server.call(server.admin, `DELETE /api/v1/sources/${source?.id}`)).status).toBe(202);
  return `the source ${source?.name} is gone`;
}

test("everybody is shown exactly what they may read, before and after whatever changes that", { timeout: 120_000 }, async () => {
  await indexed();
  expect(world.people).toHaveLength(200);
  expect(world.documents.length).toBeGreaterThan(40);
  const shares = world.people.map((person) => world.readable(person).length / world.documents.length);
  // Neither nobody nor everybody reads everything, or the test would show nothing.
  expect(Math.min(...shares)).toBeLessThan(0.6);
  expect(Math.max(...shares)).toBeGreaterThan(0.2);
  const first = world.random.some(world.people, READERS_A_ROUND);
  for (const person of first) await converse(person);
  await reviewAll(first);
  expectAgreement("at first");
  const changes: readonly Change[] = [
    patchAccess,
    changeMembers,
    changeFiles,
    disablePeople,
    deleteGroup,
    deletePerson,
    deleteUpload,
    patchAccess,
  ];
  for (let round = 1; round <= ROUNDS; round++) {
    const chosen: Change[] = [...world.random.some(changes, 4), ...(round === ROUNDS ? [deleteSource] : [])];
    const readers = world.random.some(world.people, READERS_A_ROUND).concat(history.map((each) => each.person).slice(-4));
    const done: string[] = [];
    for (const change of chosen) {
      done.push(await change());
      await reviewRevocations(readers.filter((person) => world.people.includes(person)));
      expectAgreement(`round ${round}: ${done.join(", ")}`);
    }
    await indexed();
    const present = readers.filter((person) => world.people.includes(person) && !person.disabled);
    await reviewAll(present.slice(0, 4));
    expectAgreement(`round ${round}, in the end: ${done.join(", ")}`);
    for (const person of present.slice(0, 2)) await converse(person);
  }
  expect(server.log.problems()).toEqual([]);
});
