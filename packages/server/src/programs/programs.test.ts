import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

// They are not in openapi.json, whose routes another test walks: a route added without thought would be open to the world.
test("these are the routes of other programs' interfaces, and every one of them asks for a key", async () => {
  const routes = server.app.routes.filter(({ path }) => path.startsWith("/v1/") || path === "/mcp");
  expect([...new Set(routes.map(({ method, path }) => `${method} ${path}`))].toSorted()).toEqual([
    "ALL /mcp",
    "ALL /v1/*",
    "ALL /v1/chat/completions",
    "ALL /v1/embeddings",
    "GET /v1/models",
    "GET /v1/models/:model{.+}",
    "POST /mcp",
    "POST /v1/chat/completions",
    "POST /v1/embeddings",
  ]);
  for (const { path } of routes) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const line = `${method} ${path.replace(/:model.*|\*/, "anything")}`;
      const { status, text } = await server.call(null, line);
      expect(status, line).toBe(401);
      expect(text, line).not.toContain("<html");
    }
  }
});
