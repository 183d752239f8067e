import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, type TestSource, until } from "./testing/open-test-server.ts";

const ROUNDS = 4;
const FILES = 120;

let server: TestServer;
let reader: TestPerson;
let source: TestSource;

beforeAll(async () => {
  server = await openTestServer();
  reader = await server.person("reader");
  source = await server.folderSource(files(0), access(true), "Racing");
  await server.sync(source.id);
});
afterAll(() => server.close());

/** Every text is another in each round, so that all are indexed anew. */
function files(round: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_each, at) => [`hr/deep/f${at}.md`, `# Wombat ${at}\n\nThe wombat of round ${round} has number ${at}.`]),
  );
}

function access(mayRead: boolean): unknown {
  return { mode: "everyone", rules: [{ path: "hr", mode: "restricted", allow: mayRead ? [`user:${reader.email}`] : [] }] };
}

interface Found {
  readonly hits: readonly unknown[];
  readonly found: number;
}

async function look(): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const query of [`"wombat"`, "wombat number"]) {
    const { body } = await server.call<Found>(reader, "POST /api/v1/search", { json: { query } });
    if (body.found > 0) seen.push(`search found ${body.found}`);
  }
  const { body } = await server.call<{ items: unknown[] }>(reader, "GET /api/v1/documents?limit=5");
  if (body.items.length > 0) seen.push(`${body.items.length} are listed`);
  return seen;
}

// A revocation acts when it has answered, whatever is being read, stored or indexed at that moment.
test("who lost the permission sees nothing from the answer on, while the documents are indexed anew", { timeout: 120_000 }, async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [name, text] of Object.entries(files(round))) source.files.write(name, text);
    const syncing = server.sync(source.id);
    // At another moment of the sync each time.
    await new Promise((resolve) => setTimeout(resolve, (round * 37) % 150));
    const patched = await server.call(server.admin, `PATCH /api/v1/sources/${source.id}`, { json: { access: access(false) } });
    expect(patched.status).toBe(200);
    // Looks again and again until the sync has ended.
    for (let ended: unknown; ended === undefined;) {
      expect(await look(), `round ${round}, while it syncs`).toEqual([]);
      ended = await Promise.race([syncing, Promise.resolve()]);
    }
    expect(await syncing).toMatchObject({ state: "succeeded" });
    expect(await look(), `round ${round}, in the end`).toEqual([]);
    await server.call(server.admin, `PATCH /api/v1/sources/${source.id}`, { json: { access: access(true) } });
    await until(async () => {
      const { body } = await server.call<Found>(reader, "POST /api/v1/search", { json: { query: `"round ${round}"`, limit: 50 } });
      // The legs give a hundred passages at most.
      return body.found >= 100 ? true : undefined;
    });
  }
});
