import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureLog } from "../testing/captured-log.ts";
import { onError, notFound } from "../http/on-error.ts";
import { createRouter } from "../http/router.ts";
import { webApp } from "./web-app.ts";

const SCRIPT = "export const answer = 42;";
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-web-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(folder, "app-paths.json"), JSON.stringify(["", "search"]));
  writeFileSync(join(folder, "scheme.js"), "1;");
  writeFileSync(join(folder, "sw.js"), "2;");
  writeFileSync(join(folder, "assets", "index-abc.js"), SCRIPT);
  writeFileSync(join(folder, "assets", "index-abc.js.br"), brotliCompressSync(SCRIPT));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function get(path: string, headers: Record<string, string> = {}, from: string | null = folder): Promise<Response> {
  const app = createRouter();
  app.onError(onError(captureLog().logger));
  app.notFound(notFound);
  app.route("/", webApp(from));
  return Promise.resolve(app.request(path, { headers: { accept: "text/html", ...headers } }));
}

describe("the page", () => {
  test.each(["/", "/search", "/search/anything?q=1"])("is at %s, asked for anew each time", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(await answer.text()).toContain("<title>page</title>");
  });

  test("is the same at an address that is none of its own, with the status of a missing one", async () => {
    const answer = await get("/nowhere");
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("text/html");
  });

  test("has a service worker beside it that may fetch the files it keeps, and is asked for anew each time", async () => {
    const answer = await get("/sw.js");
    expect(answer.headers.get("content-security-policy")).toContain("connect-src 'self'");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect((await get("/scheme.js")).headers.has("content-security-policy")).toBe(false);
  });

  test("may run scripts of this server only, and may be framed by nobody", async () => {
    const policy = (await get("/")).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self'");
  });

  // A program that asked for JSON would take the page for an answer.
  test.each([
    ["/api/v1/nothing", {}],
    ["/search", { accept: "application/json" }],
    ["/search.php", {}],
  ])("is not what %s is answered with", async (path, headers) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  test("that was not built says what to do", async () => {
    const answer = await get("/", {}, null);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("npm start") });
  });
});

describe("a built file", () => {
  test("with a hash in its name is kept for ever", async () => {
    const answer = await get("/assets/index-abc.js");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(answer.headers.get("content-type")).toContain("text/javascript");
    expect(await answer.text()).toBe(SCRIPT);
  });

  test("comes packed to whoever understands it", async () => {
    const answer = await get("/assets/index-abc.js", { "accept-encoding": "gzip, br" });
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
  });

  test("without a hash is asked for anew", async () => {
    expect((await get("/scheme.js")).headers.get("cache-control")).toBe("no-cache");
  });

  // The page instead of a missing script would be run as one.
  test.each([
    "/assets/missing.js",
    "/assets/..%2findex.html",
    "/assets/%2e%2e%2fapp-paths.json",
    "/assets/.env",
    "/app-paths.json",
    "/assets/index-abc.js.br",
    "/assets/",
  ])("%s is not there", async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});
