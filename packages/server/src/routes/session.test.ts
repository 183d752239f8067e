import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, PASSWORD, type TestServer } from "../testing/open-test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});

afterAll(() => server.close());

// A page that starts must not need an error to learn that nobody is signed in.
test("a stranger is told so with 200", async () => {
  const { status, body } = await server.call(null, "GET /api/v1/session");
  expect(status).toBe(200);
  expect(body).toMatchObject({ setupNeeded: false, me: null, here: { organisation: "", off: [] } });
});

test("whoever is signed in is told who they are", async () => {
  const grace = await server.person("grace", { password: PASSWORD });
  const { body } = await server.call(await server.signIn(grace), "GET /api/v1/session");
  expect(body).toMatchObject({ setupNeeded: false, me: { email: grace.email, role: "member" } });
});

test("the sample handbook is one source, however often it is asked for, and only for editors", async () => {
  const grace = await server.person("guest");
  expect((await server.call(grace, "POST /api/v1/sources/sample")).status).toBe(403);
  const first = await server.call<{ sourceId: string }>(server.admin, "POST /api/v1/sources/sample");
  const second = await server.call<{ sourceId: string }>(server.admin, "POST /api/v1/sources/sample");
  expect(first.status).toBe(202);
  expect(second.body.sourceId).toBe(first.body.sourceId);
});
