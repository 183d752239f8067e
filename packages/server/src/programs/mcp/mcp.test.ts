import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { type Scope, SCOPES } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, PASSWORD, type TestPerson, type TestServer } from "../../testing/open-test-server.ts";
import { callTool as call, connectMcp } from "../testing/mcp-client.ts";
import { listenOnLoopback, type Loopback } from "../testing/on-loopback.ts";

let server: TestServer;
let loopback: Loopback;
let ada: TestPerson;
let grace: TestPerson;
let client: Client;
const clients: Client[] = [];

const LONG = `# Minutes\n\n${"😀 The committee met again and agreed on the very same thing. ".repeat(2500)}`;

async function connect(key: string): Promise<Client> {
  const made = await connectMcp({ url: loopback.url, key });
  clients.push(made);
  return made;
}

beforeAll(async () => {
  server = await openTestServer();
  loopback = await listenOnLoopback(server);
  ada = await server.person("ada");
  grace = await server.person("grace");
  const shared = await server.folderSource(
    { "travel.md": "# Travel\n\nTravel over 2,000 euros is approved by the head of finance.\n", "minutes.md": LONG },
    { mode: "everyone" },
    "Handbook",
  );
  await server.sync(shared.id);
  await server.upload(
    ada,
    { "salary.md": "# Salaries\n\nThe salary of the zebra keeper is 9,000 euros.\n" },
    { mode: "restricted", allow: [`user:${ada.email}`] },
  );
  const uploaded = await server.call<{ items: { id: string }[] }>(ada, "GET /api/v1/documents");
  if (uploaded.body.items.length !== 3) throw new Error("not everything was read");
  client = await connect(ada.key);
});
afterAll(async () => {
  for (const each of clients) await each.close();
  await loopback.close();
  await server.close();
});

describe("tools, as an MCP client sees them", () => {
  test("there are four, all of which only read", async () => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(["search", "fetch", "ask", "list_sources"]);
    for (const { name, annotations, inputSchema, description } of tools) {
      expect(annotations, name).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(inputSchema.type).toBe("object");
      expect(description?.length).toBeGreaterThan(20);
    }
  });

  test("search and fetch have the shapes that chat products' connectors agree on", async () => {
    const found = await call(client, "search", { query: "who approves travel", limit: 1 });
    expect(JSON.parse(found.text)).toEqual(found.structured);
    const [first] = found.structured["results"] as readonly Readonly<Record<string, string>>[];
    expect(first).toMatchObject({
      id: expect.any(String),
      title: expect.any(String),
      url: expect.stringMatching(/^file:/),
      text: expect.stringContaining("head of finance"),
    });
    const read = await call(client, "fetch", { id: first?.["id"] });
    expect(JSON.parse(read.text)).toEqual(read.structured);
    expect(read.structured).toMatchObject({
      id: first?.["id"],
      title: first?.["title"],
      text: expect.stringContaining("2,000 euros"),
      metadata: { source: "Handbook", type: "markdown" },
      nextOffset: null,
    });
  });

  test("filters and limits narrow a search", async () => {
    const ofSources = async (sources: readonly string[]): Promise<number> =>
      ((await call(client, "search", { query: "euros", filters: { sources } })).structured["results"] as unknown[]).length;
    expect(await ofSources(["Handbook"])).toBeGreaterThan(0);
    expect(await ofSources(["Nothing"])).toBe(0);
    const later = await call(client, "search", { query: "euros", filters: { after: "2999-01-01" } });
    expect(later.structured["results"]).toEqual([]);
  });

  test("a long document comes in parts that add up to its text, no character cut in half", async () => {
    const found = await call(client, "search", { query: "minutes of the committee", limit: 1 });
    const id = (found.structured["results"] as readonly { id: string }[])[0]?.id ?? "";
    const parts: string[] = [];
    for (
      let offset: number | null = 0;
      offset !== null;
      offset = (await call(client, "fetch", { id, offset })).structured["nextOffset"] as number | null
    ) {
      const { text } = (await call(client, "fetch", { id, offset })).structured as { text: string };
      expect(text.length).toBeLessThanOrEqual(50_000);
      expect(text.isWellFormed()).toBe(true);
      parts.push(text);
    }
    const { body } = await server.call<{ text: string }>(ada, `GET /api/v1/documents/${id}/text`);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join("")).toBe(body.text);
  });

  test("an answer has citations that are slices of the stored text", async () => {
    const { structured, text } = await call(client, "ask", { question: "Who approves travel over 2,000 euros?" });
    const citations = structured["citations"] as readonly { documentId: string; start: number; end: number; quote: string }[];
    expect(structured["mode"]).toBe("extractive");
    expect(text).toContain("**Sources**");
    expect(citations.length).toBeGreaterThan(0);
    for (const { documentId, start, end, quote } of citations) {
      const { body } = await server.call<{ text: string }>(ada, `GET /api/v1/documents/${documentId}/text`);
      expect(body.text.slice(start, end)).toBe(quote);
    }
  });

  test("wrong input and missing documents are told in words, not in stacks", async () => {
    const answers = [
      await call(client, "search", { query: "" }),
      await call(client, "search", { query: "x", filters: { after: "soon" } }),
      await call(client, "search", { query: "x", password: "y" }),
      await call(client, "fetch", { id: "missing" }),
      await call(client, "nothing"),
    ];
    for (const { isError, text } of answers) {
      expect(isError).toBe(true);
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toMatch(/\bat .+:\d+:\d+/);
    }
  });
});

describe("who may", () => {
  test("another person is shown nothing of what is not theirs", async () => {
    const other = await connect(grace.key);
    const mine = await call(client, "search", { query: "zebra keeper salary" });
    const [salary] = mine.structured["results"] as readonly { id: string; title: string }[];
    expect(salary?.title).toContain("alar");
    const theirs = [
      await call(other, "search", { query: "zebra keeper salary" }),
      await call(other, "ask", { question: "What is the salary of the zebra keeper?" }),
      await call(other, "list_sources"),
      await call(other, "fetch", { id: salary?.id }),
    ];
    for (const { text } of theirs) {
      expect(text).not.toContain("9,000");
      expect(text).not.toContain(salary?.id ?? "?");
    }
    const named = async (who: Client): Promise<unknown> =>
      ((await call(who, "list_sources")).structured["sources"] as readonly { name: string; documents: number }[]).map(
        ({ name, documents }) => [name, documents],
      );
    expect(await named(other)).toEqual([["Handbook", 2]]);
    expect(await named(client)).toHaveLength(2);
  });

  test("a key is shown the tools of its scopes, and may call no other", async () => {
    const wanted: Readonly<Record<string, readonly string[]>> = {
      all: ["search", "fetch", "ask", "list_sources"],
      search: ["search", "list_sources"],
      ask: ["ask"],
      documents: ["fetch"],
    };
    expect(Object.keys(wanted)).toHaveLength(SCOPES.length - 1);
    const { key: uploader = "" } = await server.keyOf(ada, ["upload"]);
    await expect(connect(uploader)).rejects.toThrow(/403|scope/);
    for (const [scope, names] of Object.entries(wanted)) {
      const { key = "" } = await server.keyOf(ada, [scope as Scope]);
      const limited = await connect(key);
      expect(
        (await limited.listTools()).tools.map((tool) => tool.name),
        scope,
      ).toEqual(names);
      for (const name of ["search", "fetch", "ask", "list_sources"]) {
        const input = { search: { query: "euros" }, fetch: { id: "x" }, ask: { question: "euros?" } }[name] ?? {};
        const { text } = await call(limited, name, input);
        expect(text.includes("not found") && text.includes(name), `${scope} ${name}`).toBe(!names.includes(name));
      }
    }
  });

  const initialize = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const accept = { accept: "application/json, text/event-stream" };

  test("without a living key the answer is 401 and says so to the client", async () => {
    const eve = await server.person("eve", { password: PASSWORD });
    const cookie = await server.signIn(eve);
    const send = (who: Parameters<TestServer["call"]>[0], headers = {}) =>
      server.call(who, "POST /mcp", { json: initialize, headers: { ...accept, ...headers } });
    expect((await send(eve)).status).toBe(200);
    await server.call(server.admin, `PATCH /api/v1/users/${eve.id}`, { json: { disabled: true } });
    for (const reply of [
      await send(null),
      await send(cookie),
      await send(eve),
      await send({ key: "sp_x" }),
      await send(null, { "x-api-key": ada.key }),
    ]) {
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="SmartyPants"');
    }
    await expect(connect("sp_unknown")).rejects.toThrow(/401|key/);
  });

  test("other hosts, foreign pages, batches and other methods are refused; no page is let in", async () => {
    const send = (headers: Readonly<Record<string, string>>, json: unknown = initialize) =>
      server.call(ada, "POST /mcp", { json, headers: { ...accept, ...headers } });
    expect((await send({})).status).toBe(200);
    expect((await send({ host: "evil.example" })).status).toBe(403);
    expect((await send({ origin: "https://evil.example" })).status).toBe(403);
    expect((await send({ origin: "http://localhost:3210" })).status).toBe(200);
    expect((await send({}, [initialize, { ...initialize, id: 2 }])).status).toBe(400);
    for (const method of ["GET", "DELETE", "PUT"]) {
      const { status, headers } = await server.call(ada, `${method} /mcp`, { headers: accept });
      expect(status).toBe(405);
      expect(headers.get("allow")).toBe("POST");
    }
    const preflight = await server.call(null, "OPTIONS /mcp", {
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });
});
