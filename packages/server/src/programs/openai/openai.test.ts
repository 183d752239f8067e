import { SCOPES } from "@smartypants/core";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, PASSWORD, type TestPerson, type TestServer } from "../../testing/open-test-server.ts";
import { BASE_URL, fetchOver } from "../testing/over-app.ts";

let server: TestServer;
let ada: TestPerson;
let client: OpenAI;

const HANDBOOK = "# Travel\n\nTravel over 2,000 euros is approved by the head of finance. Book trains before flights.\n";
const QUESTION = "Who approves travel over 2,000 euros?";

interface Extension {
  readonly mode: string;
  readonly runId: string;
  readonly citations: readonly {
    readonly marker: number;
    readonly documentId: string;
    readonly title: string;
    readonly url: string;
    readonly quote: string;
    readonly start: number;
    readonly end: number;
  }[];
}

function extensionOf({ choices }: OpenAI.ChatCompletion): Extension {
  const message = choices[0]?.message as { readonly smartypants?: Extension } | undefined;
  if (message?.smartypants === undefined) throw new Error("the message says nothing of its sources");
  return message.smartypants;
}

function clientOf(key: string | undefined, defaultHeaders: Record<string, string> = {}): OpenAI {
  return new OpenAI({ apiKey: key ?? "none", baseURL: `${BASE_URL}/v1`, maxRetries: 0, fetch: fetchOver(server), defaultHeaders });
}

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.person("ada");
  const source = await server.folderSource({ "travel.md": HANDBOOK, "canteen.md": "# Canteen\n\nLunch is served from noon to two.\n" });
  await server.sync(source.id);
  client = clientOf(ada.key);
});
afterAll(() => server.close());

describe("chat completions", () => {
  test("an answer has its content, its citations as slices of the stored text, and links at the end", async () => {
    const completion = await client.chat.completions.create({ model: "smartypants", messages: [{ role: "user", content: QUESTION }] });
    const [choice] = completion.choices;
    expect(completion).toMatchObject({ object: "chat.completion", model: "smartypants" });
    expect(choice?.finish_reason).toBe("stop");
    expect(choice?.message.content).toContain("head of finance");
    const { citations, mode, runId } = extensionOf(completion);
    expect(mode).toBe("extractive");
    expect(runId).not.toBe("");
    expect(citations.length).toBeGreaterThan(0);
    for (const { documentId, start, end, quote } of citations) {
      const { body } = await server.call<{ text: string }>(ada, `GET /api/v1/documents/${documentId}/text`);
      expect(body.text.slice(start, end)).toBe(quote);
    }
    expect(choice?.message.content).toMatch(/\*\*Sources\*\*\n\n- \[1\] \[.+\]\(<file:.+>\)/);
    expect(completion.usage?.total_tokens).toBe((completion.usage?.prompt_tokens ?? 0) + (completion.usage?.completion_tokens ?? 0));
    expect(completion.usage?.prompt_tokens).toBeGreaterThan(0);
  });

  test("a stream holds the very text of the whole answer, then the citations, then the usage", async () => {
    const messages = [{ role: "user" as const, content: QUESTION }];
    const whole = await client.chat.completions.create({ model: "smartypants", messages });
    const stream = await client.chat.completions.create({
      model: "smartypants",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(whole.choices[0]?.message.content);
    const last = chunks.findIndex((chunk) => chunk.choices[0]?.finish_reason === "stop");
    expect((chunks[last] as unknown as { smartypants: Extension }).smartypants.citations.length).toBeGreaterThan(0);
    expect(chunks.slice(last + 1).map((chunk) => chunk.usage)).toEqual([whole.usage]);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  test("the links at the end can be left out, by the model's name or by a header", async () => {
    const messages = [{ role: "user" as const, content: QUESTION }];
    const bySuffix = await client.chat.completions.create({ model: "smartypants:no-sources", messages });
    const byHeader = await client.chat.completions.create({ model: "smartypants", messages }, { headers: { "X-Smarty-Sources": "none" } });
    for (const { choices } of [bySuffix, byHeader]) {
      expect(choices[0]?.message.content).toContain("head of finance");
      expect(choices[0]?.message.content).not.toContain("Sources");
    }
    await expect(
      client.chat.completions.create({ model: "smartypants", messages }, { headers: { "X-Smarty-Sources": "x" } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  test("the last message is the question; what was said before, parts of text and harmless settings are accepted, and nothing is kept as a conversation", async () => {
    const completion = await client.chat.completions.create({
      model: "smartypants",
      messages: [
        { role: "system", content: "You are terse." },
        { role: "user", content: "When is lunch served?" },
        { role: "assistant", content: "From noon to two." },
        { role: "user", content: [{ type: "text", text: QUESTION }] },
      ],
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 500,
      max_completion_tokens: 500,
      seed: 7,
      n: 1,
      user: "somebody",
      metadata: { a: "b" },
      store: false,
      tools: [],
      tool_choice: "auto",
      response_format: { type: "text" },
      presence_penalty: 0.1,
      reasoning_effort: "low",
    });
    expect(completion.choices[0]?.message.content).toContain("head of finance");
    const { body } = await server.call<{ items: unknown[] }>(ada, "GET /api/v1/conversations");
    expect(body.items).toEqual([]);
  });

  test("filters of the extension narrow the sources", async () => {
    const create = (types: readonly string[]): Promise<OpenAI.ChatCompletion> =>
      client.chat.completions.create({
        model: "smartypants",
        messages: [{ role: "user", content: QUESTION }],
        ...({ smartypants: { filters: { types } } } as object),
      });
    expect(extensionOf(await create(["markdown"])).mode).toBe("extractive");
    expect(extensionOf(await create(["pdf"])).mode).toBe("none");
  });

  const image = [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }];
  const tool = { type: "function", function: { name: "f", parameters: {} } };
  const refused: readonly (readonly [param: string, body: object])[] = [
    ["tools", { tools: [tool] }],
    ["functions", { functions: [{ name: "f" }] }],
    ["tool_choice", { tool_choice: "required" }],
    ["response_format", { response_format: { type: "json_object" } }],
    ["response_format", { response_format: { type: "json_schema", json_schema: { name: "x", schema: {} } } }],
    ["n", { n: 2 }],
    ["logprobs", { logprobs: true }],
    ["top_logprobs", { top_logprobs: 3 }],
    ["logit_bias", { logit_bias: { 5: 1 } }],
    ["stop", { stop: ["x"] }],
    ["modalities", { modalities: ["text", "audio"] }],
    ["web_search_options", { web_search_options: { user_location: null } }],
    ["messages[0].content[0]", { messages: [{ role: "user", content: image }] }],
    [
      "messages[1].role",
      {
        messages: [
          { role: "user", content: "a" },
          { role: "tool", tool_call_id: "1", content: "b" },
        ],
      },
    ],
    [
      "messages[0].tool_calls",
      {
        messages: [
          { role: "assistant", tool_calls: [tool] },
          { role: "user", content: "b" },
        ],
      },
    ],
    [
      "messages",
      {
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      },
    ],
    ["messages", { messages: [] }],
    ["messages[0].role", { messages: [{ role: "oracle", content: "a" }] }],
    ["messages[0].content", { messages: [{ role: "user", content: "  " }] }],
    ["messages[0].content", { messages: [{ role: "user", content: "why ".repeat(1001) }] }],
    ["smartypants.filters.before", { smartypants: { filters: { before: "soon" } } }],
    ["stream", { stream: "yes" }],
    ["model", { model: 5 }],
  ];
  test.each(refused)("what would change the answer's meaning is refused: %s", async (param, body) => {
    const json = { model: "smartypants", messages: [{ role: "user", content: QUESTION }], ...body };
    const answer = await server.call(ada, "POST /v1/chat/completions", { json });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: { type: "invalid_request_error", param, message: expect.any(String), code: expect.any(String) },
    });
  });

  // What a document writes must not make a chat fetch an address of the document's choice.
  test("pictures in an answer become links", async () => {
    const source = await server.folderSource({
      "zebra.md": "# Zebra\n\nThe zebra budget is ![chart](https://evil.example/?q=1) nine euros.\n",
    });
    await server.sync(source.id);
    const messages = [{ role: "user" as const, content: "What is the zebra budget?" }];
    const whole = await client.chat.completions.create({ model: "smartypants", messages });
    const stream = await client.chat.completions.create({ model: "smartypants", messages, stream: true });
    let streamed = "";
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? "";
    for (const text of [whole.choices[0]?.message.content, streamed]) {
      expect(text).toContain("zebra budget");
      expect(text).not.toContain("![");
    }
  });
});

describe("models", () => {
  test("are listed and found by name, by what the key may do", async () => {
    const models = await client.models.list();
    const ids = models.data.map((model) => model.id);
    expect(ids).toEqual(["smartypants", "smartypants/static-en"]);
    for (const id of ids) expect(await client.models.retrieve(id)).toMatchObject({ id, object: "model" });
    const asker = await server.keyOf(ada, ["ask"]);
    expect((await clientOf(asker.key).models.list()).data.map((model) => model.id)).toEqual(["smartypants"]);
    const searcher = await server.keyOf(ada, ["search"]);
    expect((await clientOf(searcher.key).models.list()).data.map((model) => model.id)).toEqual(["smartypants/static-en"]);
  });

  test("unknown ones are 404 with the code that clients know", async () => {
    const missing = { status: 404, code: "model_not_found", param: "model" };
    const messages = [{ role: "user" as const, content: QUESTION }];
    await expect(client.chat.completions.create({ model: "gpt-4o", messages })).rejects.toMatchObject(missing);
    await expect(client.embeddings.create({ model: "text-embedding-3-small", input: "a" })).rejects.toMatchObject(missing);
    await expect(client.models.retrieve("gpt-4o")).rejects.toMatchObject(missing);
  });
});

describe("embeddings", () => {
  const model = "smartypants/static-en";

  test("are the product's own vectors, the same as numbers and as base64", async () => {
    const input = ["parental leave", "annual budget", "…"];
    const wanted = await server.ports.semantic.current?.embedder.embed(input, "passage");
    const asFloats = await client.embeddings.create({ model, input, encoding_format: "float" });
    const byDefault = await client.embeddings.create({ model, input });
    expect(asFloats.data.flatMap((each) => each.embedding)).toEqual([...(wanted ?? [])]);
    expect(byDefault.data.map((each) => [...each.embedding])).toEqual(asFloats.data.map((each) => each.embedding));
    expect(asFloats.data.map((each) => each.index)).toEqual([0, 1, 2]);
    expect(asFloats.usage.prompt_tokens).toBeGreaterThan(3);
  });

  const refused: readonly (readonly [param: string, body: object])[] = [
    ["input", { input: [] }],
    ["input", { input: Array.from({ length: 2049 }, () => "a") }],
    ["input", { input: "" }],
    ["input", { input: "x".repeat(10_001) }],
    ["input[1]", { input: ["a", ""] }],
    ["input[0]", { input: [1, 2, 3] }],
    ["input", {}],
    ["dimensions", { input: "a", dimensions: 100 }],
    ["encoding_format", { input: "a", encoding_format: "int8" }],
  ];
  test.each(refused)("what cannot be embedded is refused with its place: %s", async (param, body) => {
    const answer = await server.call<{ error: { param: string } }>(ada, "POST /v1/embeddings", { json: { model, ...body } });
    expect(answer.status).toBe(400);
    expect(answer.body.error.param).toBe(param);
  });

  test("the largest batch is embedded", async () => {
    const { data } = await client.embeddings.create({ model, input: Array.from({ length: 2048 }, (_each, at) => `text ${at}`) });
    expect(data).toHaveLength(2048);
  });
});

describe("who may", () => {
  interface Route {
    readonly line: string;
    readonly scopes: readonly string[];
    readonly json?: object;
  }

  const routes: readonly Route[] = [
    {
      line: "POST /v1/chat/completions",
      scopes: ["all", "ask"],
      json: { model: "smartypants", messages: [{ role: "user", content: QUESTION }] },
    },
    { line: "POST /v1/embeddings", scopes: ["all", "search"], json: { model: "smartypants/static-en", input: "a" } },
    { line: "GET /v1/models", scopes: ["all", "ask", "search"] },
    { line: "GET /v1/models/smartypants", scopes: ["all", "ask"] },
  ];

  test.each(routes)("$line needs a key with the right scope", async ({ line, scopes, json }) => {
    const opened: string[] = [];
    for (const scope of SCOPES) {
      const { status, body } = await server.call(await server.keyOf(ada, [scope]), line, json === undefined ? {} : { json });
      if (status === 200) opened.push(scope);
      // A model that a key may not use looks missing.
      expect([200, 403, 404], scope).toContain(status);
      expect("error" in body, scope).toBe(status !== 200);
    }
    expect(opened.toSorted()).toEqual(scopes.toSorted());
  });

  test.each(routes)("$line opens to no cookie, no other scheme and no dead key", async ({ line, json }) => {
    const person = await server.person(`eve-${line.replaceAll(/\W+/g, "-").toLowerCase()}`, { password: PASSWORD });
    const cookie = await server.signIn(person);
    const sent = json === undefined ? {} : { json };
    const { key } = person;
    expect((await server.call(person, line, sent)).status).toBe(200);
    await server.call(server.admin, `PATCH /api/v1/users/${person.id}`, { json: { disabled: true } });
    const tries = [
      await server.call(null, line, sent),
      await server.call(cookie, line, sent),
      await server.call({ key }, line, sent),
      await server.call({ key: "sp_unknown" }, line, sent),
      await server.call(null, line, { ...sent, headers: { authorization: `Basic ${btoa(`x:${ada.key}`)}` } }),
      await server.call(null, line, { ...sent, headers: { "x-api-key": ada.key } }),
    ];
    for (const { status, body, headers } of tries) {
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toContain("Bearer");
      expect(body).toMatchObject({ error: { type: "authentication_error", code: "invalid_api_key" } });
    }
  });

  test("every refusal has OpenAI's shape: no such path, no JSON, too large, another host, NUL", async () => {
    const big = "x".repeat(1024 * 1024 + 1);
    const replies = [
      [404, await server.call(ada, "GET /v1/files")],
      [401, await server.call(null, "POST /v1/responses", { json: {} })],
      [400, await server.call(ada, "POST /v1/chat/completions", { body: "{", headers: { "content-type": "application/json" } })],
      [413, await server.call(ada, "POST /v1/embeddings", { json: { model: "x", input: big } })],
      [403, await server.call(ada, "GET /v1/models", { headers: { host: "evil.example" } })],
      [400, await server.call(ada, "POST /v1/embeddings", { json: { model: "x", input: "a\0b" } })],
    ] as const;
    for (const [wanted, { status, body, headers }] of replies) {
      expect(status).toBe(wanted);
      expect(headers.get("content-type")).toBe("application/json");
      expect(Object.keys(body["error"] as object).toSorted()).toEqual(["code", "message", "param", "type"]);
    }
  });

  test("no other page may call it, and no page is told that it may", async () => {
    const answer = await server.call(null, "OPTIONS /v1/chat/completions", {
      headers: {
        origin: "https://evil.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      },
    });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.status).toBe(401);
  });
});
