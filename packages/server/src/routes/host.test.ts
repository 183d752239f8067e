import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { createOperator, type Operator } from "../operator.ts";
import { createHttpClient, type Credential, type HttpClient } from "../testing/http-client.ts";
import { openTestServer, PASSWORD, type TestServer } from "../testing/open-test-server.ts";

const SECRET = "a password of the environment";

let server: TestServer;
let operator: Operator;
let client: HttpClient;
let browser: Credential;

beforeAll(async () => {
  server = await openTestServer();
  const { dataDir } = server.config;
  const { explained } = readConfig({ SMARTY_DATA_DIR: dataDir, SMARTY_ADMIN_EMAIL: "ada@example.org", SMARTY_ADMIN_PASSWORD: SECRET });
  operator = createOperator(server, dataDir, explained);
  client = createHttpClient(createApp(server.ports, server.config, operator));
  browser = await server.signIn(await server.person("boss", { role: "admin", password: PASSWORD }));
}, 30_000);

afterAll(async () => {
  operator.close();
  await server.close();
});

const backUp = (who: Credential, password: string) =>
  client.call<{ id: string; name: string; sizeBytes: number }>(who, "POST /api/v1/system/backups", { json: { password } });

describe("what administrators see of the machine", () => {
  test("the overview counts what is there", async () => {
    await server.upload(server.admin, { "plan.txt": "The launch code is on the blue card." });
    const { status, body } = await client.call(browser, "GET /api/v1/system");
    expect(status).toBe(200);
    expect(body).toMatchObject({ documents: 1, passages: 1, jobs: { failed: 0 }, node: process.versions.node });
    expect(body["databaseBytes"]).toBeGreaterThan(10_000);
  });

  test("settings name their origin, and secrets are only said to be set", async () => {
    const { text, body } = await client.call<{ items: object[] }>(browser, "GET /api/v1/system/settings");
    expect(body.items).toContainEqual(
      expect.objectContaining({ variable: "SMARTY_DATA_DIR", from: "environment", value: server.config.dataDir }),
    );
    expect(body.items).toContainEqual(expect.objectContaining({ variable: "SMARTY_ADMIN_PASSWORD", value: "(set)" }));
    expect(text).not.toContain(SECRET);
  });

  test("an editor gets none of it", async () => {
    const editor = await server.signIn(await server.person("ed", { role: "editor", password: PASSWORD }));
    for (const line of ["GET /api/v1/system", "GET /api/v1/system/settings", `GET /api/v1/system/backups/${"0".repeat(32)}`]) {
      expect((await client.call(editor, line)).status, line).toBe(403);
    }
    expect((await backUp(editor, PASSWORD)).status).toBe(403);
  });
});

// A backup holds every document and every key: a forgotten open browser or a leaked API key must not be enough.
describe("a backup through the browser", () => {
  test("needs the password", async () => {
    expect(await backUp(browser, "not the password")).toMatchObject({ status: 400, body: { code: "invalid" } });
  });

  test("is nothing for an API key, even an administrator's with every scope", async () => {
    expect(await backUp(server.admin, PASSWORD)).toMatchObject({ status: 403, body: { code: "forbidden" } });
  });

  test("is fetched by who made it and by no other administrator, is noted, and goes when the server stops", async () => {
    const made = await backUp(browser, PASSWORD);
    expect(made.status).toBe(201);
    const line = `GET /api/v1/system/backups/${made.body.id}`;
    const other = await server.signIn(await server.person("other", { role: "admin", password: PASSWORD }));
    expect((await client.call(other, line)).status).toBe(404);
    const answer = await client.open(browser, line);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes.length).toBe(made.body.sizeBytes);
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { body } = await client.call(browser, "GET /api/v1/system");
    expect(body).toMatchObject({ lastBackup: { sizeBytes: made.body.sizeBytes } });
    const [event] = await server.ports.database.records.auditEvents(null, 1, { action: "system.backup" });
    expect(event).toMatchObject({ objectType: "system", detail: { sizeBytes: made.body.sizeBytes } });
    operator.host.backups.close();
    expect((await client.call(browser, line)).status).toBe(404);
  });
});

describe("the audit log and jobs", () => {
  test("the log can be narrowed to an action", async () => {
    const { body } = await client.call<{ items: { action: string }[] }>(
      browser,
      "GET /api/v1/audit?action=session.create&objectType=session",
    );
    expect(new Set(body.items.map(({ action }) => action))).toEqual(new Set(["session.create"]));
    expect((await client.call(browser, "GET /api/v1/audit?action=DROP%20TABLE")).status).toBe(400);
  });

  test("who has a job tried again or stopped stands in the log, and an unknown job leaves no trace", async () => {
    const id = await server.ports.jobs.add("sweep", {}, { runAt: server.ports.clock.now() + 3_600_000 });
    expect((await client.call(browser, `POST /api/v1/jobs/${id}/cancel`)).status).toBe(202);
    expect((await client.call(browser, `POST /api/v1/jobs/${id}/retry`)).status).toBe(202);
    expect((await client.call(browser, "POST /api/v1/jobs/unknown/cancel")).status).toBe(404);
    const events = await server.ports.database.records.auditEvents(null, 9, { objectType: "job" });
    expect(events.map(({ action, objectId }) => [action, objectId])).toEqual([
      ["job.retry", id],
      ["job.cancel", id],
    ]);
  });

  test("an administrator signs one session of somebody else out, and nobody else can", async () => {
    const grace = await server.person("grace", { password: PASSWORD });
    const session = await server.signIn(grace);
    const { body } = await client.call<{ items: { id: string }[] }>(browser, `GET /api/v1/users/${grace.id}/sessions`);
    const line = `DELETE /api/v1/users/${grace.id}/sessions/${body.items[0]?.id ?? ""}`;
    expect((await client.call(await server.signIn(await server.person("ed2", { role: "editor", password: PASSWORD })), line)).status).toBe(
      403,
    );
    expect((await client.call(session, "GET /api/v1/me")).status).toBe(200);
    expect((await client.call(browser, line)).status).toBe(204);
    expect((await client.call(session, "GET /api/v1/me")).status).toBe(401);
  });
});
