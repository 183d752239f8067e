import type { LiveHint } from "@smartypants/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createConnectedConnector } from "../testing/connected-connector.ts";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";

let server: TestServer;
let url: string;
let sourceId: string;
const { connector, script } = createConnectedConnector();
const fresh = { ...script };

beforeAll(async () => {
  server = await openTestServer({
    replace: ({ connectors }) => ({ connectors: new Map([...connectors, [connector.id, connector as never]]) }),
  });
  const json = {
    connector: "connected",
    name: "Connected",
    settings: {},
    access: { mode: "source" },
    schedule: null,
    credential: { token: "secret" },
  };
  const { body } = await server.call<{ id: string; webhookUrl: string }>(server.admin, "POST /api/v1/sources", { json });
  ({ id: sourceId } = body);
  url = new URL(body.webhookUrl).pathname;
});
afterAll(() => server.close());
beforeEach(() => void Object.assign(script, fresh));

function send(body: string | Uint8Array, at = url, headers: Readonly<Record<string, string>> = {}) {
  return server.call(null, `POST ${at}`, { body, headers });
}

test("the connector gets the raw body, signs in with the source's credential, and its answer goes back as it is", async () => {
  let received: unknown;
  script.webhook = async (context, body) => {
    received = [body, (await context.credentials.get()).token];
    return { response: { status: 202, headers: { "Content-Type": "application/json" }, body: '{"challenge":"x"}' }, hints: [] };
  };
  // As it was sent: a signature is of the bytes.
  const answer = await send('{ "a" :1}\n', url, { authorization: "Bearer of-the-source", "content-type": "application/json" });
  expect(received).toEqual(['{ "a" :1}\n', "secret"]);
  expect(answer).toMatchObject({ status: 202, text: '{"challenge":"x"}' });
  expect(answer.headers.get("content-type")).toBe("application/json");
});

test("the session of a browser never reaches the connector", async () => {
  let headers: Readonly<Record<string, string>> = {};
  script.webhook = async (_context, _body, given) => {
    headers = given;
    return { response: { status: 200 }, hints: [] };
  };
  await send("{}", url, { cookie: "smartypants.session_token=x", "x-slack-signature": "v0=1" });
  expect(headers).toMatchObject({ "x-slack-signature": "v0=1" });
  expect(Object.keys(headers)).not.toContain("cookie");
});

test("hints become work; those of a paused source do not", async () => {
  const hints: LiveHint[] = [{ scope: "item", id: "thread" }];
  script.webhook = async () => ({ response: { status: 200 }, hints });
  const runs = async () => (await server.ports.database.syncRuns.ofSource(sourceId, null, 10)).length;
  await server.call(server.admin, `POST /api/v1/sources/${sourceId}/pause`);
  expect((await send("{}")).status).toBe(200);
  await server.call(server.admin, `POST /api/v1/sources/${sourceId}/resume`);
  const jobs = async () =>
    (await server.ports.jobs.list({ limit: 50 })).filter(
      ({ task, payload }) => task === "sync-items" && JSON.stringify(payload).includes(sourceId),
    );
  expect(await jobs()).toEqual([]);
  expect((await send("{}")).status).toBe(200);
  await expect.poll(async () => (await jobs()).length + (await runs())).toBeGreaterThan(0);
});

test("whatever of the address is wrong, there is nothing there, and the connector is not asked", async () => {
  let calls = 0;
  script.webhook = async () => ({ response: { status: 200 + (calls += 1) }, hints: [] });
  const [token = ""] = url.split("/").slice(-1);
  const { body: folder } = await server.call<{ id: string; webhookUrl: null }>(server.admin, "POST /api/v1/sources", {
    json: { connector: "folder", name: "F", settings: { path: "/tmp" }, access: { mode: "everyone" }, schedule: null },
  });
  expect(folder.webhookUrl).toBeNull();
  const addresses = [
    url.replace(token, `${token}x`),
    url.replace(token, token.slice(1)),
    url.replace(sourceId, "unknown"),
    url.replace(sourceId, folder.id),
  ];
  const answers = await Promise.all(addresses.map((at) => send("{}", at)));
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(calls).toBe(0);
});

test("a body that is too large is refused before the connector sees it", async () => {
  let calls = 0;
  script.webhook = async () => ({ response: { status: 200 + (calls += 1) }, hints: [] });
  expect((await send(new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
  expect(calls).toBe(0);
});
