import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, until } from "../../testing/open-test-server.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
}

let server: TestServer;
let receiver: Server;
let url: string;
const received: Received[] = [];
/** What the receiver answers. */
let status = 204;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const bytes of request) body += String(bytes);
      received.push({ headers: request.headers, body, event: JSON.parse(body) as Received["event"] });
      response.writeHead(status, { location: "/elsewhere" }).end("text that nobody reads");
    })();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await openTestServer({ environment: { SMARTY_WEBHOOK_NETWORKS: "127.0.0.1" } });
});
afterAll(async () => {
  await server.close();
  await new Promise((resolve) => receiver.close(resolve));
});

interface WebhookBody {
  readonly id: string;
  readonly secret?: string;
  readonly enabled: boolean;
  readonly events: readonly string[];
}

interface DeliveryBody {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly body: string;
}

const ALL = ["sync.finished", "sync.failed", "answer.finished", "document.failed"];

async function create(events: readonly string[] = ALL, to = url): Promise<WebhookBody & { readonly secret: string }> {
  const {
    status: made,
    body,
    text,
  } = await server.call<WebhookBody & { secret: string }>(server.admin, "POST /api/v1/webhooks", { json: { url: to, events } });
  expect(made, text).toBe(201);
  return body;
}

async function remove(id: string): Promise<void> {
  expect((await server.call(server.admin, `DELETE /api/v1/webhooks/${id}`)).status).toBe(204);
}

/** As a receiver checks it: with a library that knows the standard and not us. */
async function verify({ headers, body }: Received, secret: string): Promise<void> {
  await new OpenAI({ apiKey: "none" }).webhooks.verifySignature(body, headers, secret);
}

test("a sync and an answer are told of, signed, with ids and numbers and nothing that was read or said", async () => {
  const { id, secret } = await create();
  const ada = await server.person("ada");
  const source = await server.folderSource(
    { "secretplan.md": "# Secretplan\n\nThe secretplan costs nine euros.\n" },
    undefined,
    "Secretsource",
  );
  const run = await server.sync(source.id);
  const answer = await server.call<{ runId: string }>(ada, "POST /api/v1/answers", {
    json: { question: "What does the secretplan cost?" },
  });
  const types = await until(async () => (received.length >= 2 ? received.map(({ event }) => event.type).toSorted() : undefined));
  expect(types).toEqual(["answer.finished", "sync.finished"]);
  for (const each of received) {
    await verify(each, secret);
    await expect(verify({ ...each, body: `${each.body} ` }, secret)).rejects.toThrow(/signature/i);
    await expect(verify(each, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).rejects.toThrow(/signature/i);
    expect(each.headers["content-type"]).toBe("application/json");
    expect(each.body).not.toMatch(/secretplan|secretsource|euros|ada@|example\.org/i);
    expect(Date.parse(each.event.timestamp)).toBeGreaterThan(0);
  }
  const dataOf = (type: string): unknown => received.find(({ event }) => event.type === type)?.event.data;
  expect(dataOf("sync.finished")).toMatchObject({ syncRunId: run.id, sourceId: source.id, state: "succeeded", counts: { indexed: 1 } });
  expect(dataOf("answer.finished")).toMatchObject({
    runId: answer.body.runId,
    userId: ada.id,
    state: "done",
    citations: expect.any(Number),
  });
  const items = await until(async () => {
    const { body } = await server.call<{ items: DeliveryBody[] }>(server.admin, `GET /api/v1/webhooks/${id}/deliveries`);
    return body.items.every((each) => each.state === "delivered") ? body.items : undefined;
  });
  expect(items.map((each) => [each.attempts, each.status])).toEqual([
    [1, 204],
    [1, 204],
  ]);
  expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set(items.map((each) => each.id)));
  await remove(id);
});

test("a test event goes out at once and says what came of it; redirects are failures", async () => {
  const { id, secret } = await create(["sync.failed"]);
  const run = async (): Promise<DeliveryBody> => (await server.call<DeliveryBody>(server.admin, `POST /api/v1/webhooks/${id}/test`)).body;
  expect(await run()).toMatchObject({ type: "webhook.test", state: "delivered", status: 204, error: null });
  const last = received.at(-1);
  expect(last?.event).toMatchObject({ type: "webhook.test", data: { webhookId: id } });
  if (last !== undefined) await verify(last, secret);
  const before = received.length;
  status = 302;
  expect(await run()).toMatchObject({ state: "failed", status: 302, error: expect.stringContaining("redirects are not followed") });
  status = 204;
  expect(received).toHaveLength(before + 1);
  await remove(id);
});

test("addresses that are not public are refused when they are tried, in words", async () => {
  const { id } = await create(ALL, "http://169.254.169.254/latest/meta-data");
  const { body } = await server.call<DeliveryBody>(server.admin, `POST /api/v1/webhooks/${id}/test`);
  expect(body).toMatchObject({ state: "failed", status: null, error: expect.stringContaining("not a public address") });
  await remove(id);
});

test("the secret is shown once, stored sealed, and can be replaced", async () => {
  const made = await create();
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  for (const line of [
    "GET /api/v1/webhooks",
    `GET /api/v1/webhooks/${made.id}`,
    `GET /api/v1/webhooks/${made.id}/deliveries`,
    "GET /api/v1/audit",
  ]) {
    expect((await server.call(server.admin, line)).text).not.toContain("whsec_");
  }
  expect(await server.ports.database.webhooks.sealed(made.id)).not.toContain(made.secret.slice(6));
  const { body } = await server.call<WebhookBody>(server.admin, `PATCH /api/v1/webhooks/${made.id}`, {
    json: { rotateSecret: true, events: ["sync.failed"] },
  });
  expect(body.events).toEqual(["sync.failed"]);
  expect(body.secret).toMatch(/^whsec_/);
  expect(body.secret).not.toBe(made.secret);
  await server.call(server.admin, `POST /api/v1/webhooks/${made.id}/test`);
  const last = received.at(-1);
  if (last === undefined) throw new Error("nothing came");
  await verify(last, body.secret ?? "");
  await expect(verify(last, made.secret)).rejects.toThrow(/signature/i);
  await remove(made.id);
});

test("what cannot be an address, an event or an endpoint is refused", async () => {
  for (const bad of ["ftp://example.org/", "https://user:pass@example.org/", "example.org", "javascript:alert(1)"]) {
    const reply = await server.call(server.admin, "POST /api/v1/webhooks", { json: { url: bad, events: ALL } });
    expect(reply.status, bad).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ path: "url" })]);
  }
  for (const json of [{ url, events: [] }, { url, events: ["everything"] }, { url }]) {
    expect((await server.call(server.admin, "POST /api/v1/webhooks", { json })).status).toBe(400);
  }
  for (const line of [
    "GET /api/v1/webhooks/x",
    "PATCH /api/v1/webhooks/x",
    "DELETE /api/v1/webhooks/x",
    "POST /api/v1/webhooks/x/test",
    "GET /api/v1/webhooks/x/deliveries",
  ]) {
    expect((await server.call(server.admin, line, line.startsWith("PATCH") ? { json: {} } : {})).status, line).toBe(404);
  }
});
