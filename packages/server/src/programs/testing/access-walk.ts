import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import OpenAI from "openai";
import type { TestPerson, TestServer, TestSource } from "../../testing/open-test-server.ts";
import { until } from "../../testing/open-test-server.ts";
import { createRandom, type Random } from "../../testing/random.ts";
import { callTool, connectMcp } from "./mcp-client.ts";
import { BASE_URL, fetchOver } from "./over-app.ts";

interface Secret {
  /** Stands in its text and title and nowhere else. */
  readonly canary: string;
  /** A word to ask by that gives nothing away; shared by several. */
  readonly topic: string;
  readonly folder: string;
  id: string;
}

interface Reader {
  readonly person: TestPerson;
  readonly openAi: OpenAI;
  readonly mcp: Client;
}

type Grant = { readonly mode: "everyone" } | { readonly mode: "restricted"; readonly allow: readonly string[] };

interface Walk {
  readonly steps: number;
  /** Answers that held a secret of the asker's own: without any the walk would show nothing. */
  shown: number;
  /** Times when something was asked for that the asker may not read. */
  forbidden: number;
  readonly leaks: string[];
  readonly losses: string[];
}

interface World {
  readonly server: TestServer;
  readonly random: Random;
  readonly source: TestSource;
  readonly secrets: readonly Secret[];
  readonly readers: readonly Reader[];
  readonly group: { readonly id: string; readonly members: Set<string> };
  readonly grants: Map<string, Grant>;
  readonly walk: Walk;
}

const TOPICS = ["budget", "merger", "payroll"];
const SECRETS = 12;

/** Two people with overlapping questions over every interface, while who may read what changes by chance of the seed. */
export async function walkAccess(server: TestServer, { seed, steps }: { readonly seed: number; readonly steps: number }): Promise<Walk> {
  const world = await createWorld(server, seed, steps);
  try {
    for (let step = 0; step < steps; step++) {
      const kind = world.random.below(100);
      if (kind < 8) await change(world);
      else if (kind < 12) await changeWhileAsking(world, step);
      else await ask(world, world.random.pick(world.readers), step, null);
    }
    return world.walk;
  } finally {
    for (const { mcp } of world.readers) await mcp.close();
  }
}

async function createWorld(server: TestServer, seed: number, steps: number): Promise<World> {
  const random = createRandom(seed);
  const secrets = Array.from({ length: SECRETS }, (_each, at): Secret => {
    const word = String.fromCharCode(97 + (at % 26), 97 + ((at * 7) % 26), 97 + ((at * 11 + 3) % 26));
    return { canary: `zq${word}${at}x${seed}`, topic: TOPICS[at % TOPICS.length] ?? "budget", folder: `d${at}`, id: "" };
  });
  const files = secrets.map(({ canary, topic, folder }) => [
    `${folder}/note.md`,
    `# Note ${canary}\n\nThe secret code of the ${topic} is ${canary} this quarter.\n`,
  ]);
  const people = [await server.person(`ada-${seed}`), await server.person(`bob-${seed}`)];
  const readers = await Promise.all(
    people.map(async (person): Promise<Reader> => ({
      person,
      openAi: new OpenAI({ apiKey: person.key, baseURL: `${BASE_URL}/v1`, maxRetries: 0, fetch: fetchOver(server) }),
      mcp: await connectMcp({ url: BASE_URL, key: person.key, fetch: fetchOver(server) }),
    })),
  );
  const group = { id: await server.group(`Walk ${seed}`, []), members: new Set<string>() };
  const source = await server.folderSource(
    Object.fromEntries(files) as Record<string, string>,
    { mode: "restricted", allow: [] },
    `Walk ${seed}`,
  );
  await server.sync(source.id);
  const stored = await server.ports.database.documents.ofSource(source.id, null, 100);
  for (const secret of secrets) secret.id = stored.find(({ externalId }) => externalId === `${secret.folder}/note.md`)?.id ?? "missing";
  const walk: Walk = { steps, shown: 0, forbidden: 0, leaks: [], losses: [] };
  const world: World = { server, random, source, secrets, readers, group, grants: new Map(), walk };
  for (const { folder } of secrets) world.grants.set(folder, grantByChance(world));
  await applyGrants(world);
  return world;
}

/** The oracle: principals against grants. */
function mayRead({ grants, group }: World, { person }: Reader, { folder }: Secret): boolean {
  const grant = grants.get(folder);
  if (grant === undefined) return false;
  if (grant.mode === "everyone") return true;
  return grant.allow.includes(`user:${person.email}`) || (grant.allow.includes(`group:local/${group.id}`) && group.members.has(person.id));
}

function grantByChance({ random, readers, group }: World): Grant {
  if (random.chance(0.1)) return { mode: "everyone" };
  const all = [...readers.map(({ person }) => `user:${person.email}`), `group:local/${group.id}`];
  return { mode: "restricted", allow: random.some(all, random.below(3)) };
}

async function applyGrants({ server, source, grants }: World): Promise<void> {
  const rules = [...grants].map(([path, grant]) => ({ path, ...grant }));
  const access = { mode: "restricted", allow: [], rules };
  const { status, text } = await server.call(server.admin, `PATCH /api/v1/sources/${source.id}`, { json: { access } });
  if (status !== 200) throw new Error(`the access was not changed: ${text}`);
  await until(async () => ((await server.ports.database.indexChanges.count()) === 0 ? true : undefined));
}

async function change(world: World): Promise<void> {
  const { server, random, secrets, grants, group, readers } = world;
  if (random.chance(0.7)) {
    for (const { folder } of random.some(secrets, 1 + random.below(4))) grants.set(folder, grantByChance(world));
    return applyGrants(world);
  }
  const { person } = random.pick(readers);
  const isLeaving = group.members.delete(person.id);
  if (!isLeaving) group.members.add(person.id);
  const line = isLeaving ? `DELETE /api/v1/groups/${group.id}/members/${person.id}` : `POST /api/v1/groups/${group.id}/members`;
  await server.call(server.admin, line, isLeaving ? {} : { json: { userIds: [person.id] } });
}

/** While it changes, what could be read before or can be read after may be shown; anything else never. */
async function changeWhileAsking(world: World, step: number): Promise<void> {
  const reader = world.random.pick(world.readers);
  const before = new Set(world.secrets.filter((secret) => mayRead(world, reader, secret)));
  const changed = change(world);
  await ask(world, reader, step, before);
  await changed;
}

/** `alsoReadable`: while the permissions change, what could be read before. Asks for one secret, by a word that others share or by itself, and looks for every other in what comes back. */
async function ask(world: World, reader: Reader, step: number, alsoReadable: ReadonlySet<Secret> | null): Promise<void> {
  const { random, secrets, walk } = world;
  const secret = random.pick(secrets);
  const [name, way] = random.pick(WAYS);
  const isNamed = random.chance(0.5);
  const may = mayRead(world, reader, secret);
  const words = isNamed ? secret.canary : `secret code of the ${secret.topic}`;
  const text = await way(world, reader, words, secret.id);
  if (!may) walk.forbidden += 1;
  for (const other of secrets) {
    if (!text.includes(other.canary)) continue;
    if (mayRead(world, reader, other)) walk.shown += 1;
    else if (alsoReadable?.has(other) !== true) walk.leaks.push(`step ${step}: ${name} showed ${other.canary} to ${reader.person.name}`);
  }
  const isExact = name === "MCP fetch" || name === "REST text" || (isNamed && name.endsWith("search"));
  if (isExact && may && alsoReadable === null && !text.includes(secret.canary))
    walk.losses.push(`step ${step}: ${name} did not show ${secret.canary} to ${reader.person.name}`);
}

type Way = (world: World, reader: Reader, words: string, id: string) => Promise<string>;

function chat(stream: boolean): Way {
  return async (_world, { openAi }, words) => {
    const messages = [
      { role: "user" as const, content: "What is the secret code of the budget?" },
      { role: "assistant" as const, content: "I do not know." },
      { role: "user" as const, content: `What is the ${words}?` },
    ];
    if (!stream) return JSON.stringify(await openAi.chat.completions.create({ model: "smartypants", messages }));
    const chunks: unknown[] = [];
    let content = "";
    for await (const chunk of await openAi.chat.completions.create({ model: "smartypants", messages, stream: true })) {
      chunks.push(chunk);
      content += chunk.choices[0]?.delta.content ?? "";
    }
    return `${content} ${JSON.stringify(chunks)}`;
  };
}

function tool(name: string, given: (words: string, id: string) => Record<string, unknown>): Way {
  return async (_world, { mcp }, words, id) => {
    const { text, structured } = await callTool(mcp, name, given(words, id));
    return `${text} ${JSON.stringify(structured)}`;
  };
}

function rest(line: (id: string) => string, json: (words: string) => unknown): Way {
  return async ({ server }, { person }, words, id) => {
    const body = json(words);
    return (await server.call(person, line(id), body === undefined ? {} : { json: body })).text;
  };
}

const WAYS: readonly (readonly [name: string, way: Way])[] = [
  ["a chat", chat(false)],
  ["a chat as a stream", chat(true)],
  ["MCP search", tool("search", (query) => ({ query, limit: 50 }))],
  ["MCP fetch", tool("fetch", (_words, id) => ({ id }))],
  ["MCP ask", tool("ask", (words) => ({ question: `What is the ${words}?` }))],
  ["MCP list_sources", tool("list_sources", () => ({}))],
  [
    "REST search",
    rest(
      () => "POST /api/v1/search",
      (query) => ({ query, limit: 50 }),
    ),
  ],
  [
    "REST answers",
    rest(
      () => "POST /api/v1/answers",
      (words) => ({ question: `What is the ${words}?` }),
    ),
  ],
  [
    "REST text",
    rest(
      (id) => `GET /api/v1/documents/${id}/text`,
      () => undefined,
    ),
  ],
  [
    "REST documents",
    rest(
      () => "GET /api/v1/documents?limit=200",
      () => undefined,
    ),
  ],
];
