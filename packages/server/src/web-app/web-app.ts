import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter } from "../http/router.ts";
import { findBundle, readOrNull } from "./bundle.ts";

/** Mantine sets styles inline; scripts come from here alone and nothing leaves this server. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".json", "application/json"],
  [".webmanifest", "application/manifest+json"],
]);

/** What the service worker may do: fetch the files it keeps. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

/** Smaller first; each lies beside the file itself when the build found it worth while. */
const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** Names of one segment that cannot climb out of their folder. */
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

/** The browser's application: its built files, and its page at every address of its own. Mounted last, below whatever the API answers. */
export function webApp(folder: string | null = findBundle()): OpenAPIHono<Env> {
  const app = createRouter();
  app.get("/assets/:file", (c) => sendFile(c, folder, join("assets", nameOf(c)), FOR_EVER));
  app.get("/sw.js", async (c) => {
    const answer = await sendFile(c, folder, "sw.js", ASK_AGAIN);
    answer.headers.set("Content-Security-Policy", WORKER_POLICY);
    return answer;
  });
  app.get("/:file{[^/]+\\.(?:js|svg|png|webmanifest)}", (c) => sendFile(c, folder, nameOf(c), ASK_AGAIN));
  app.get("/*", (c) => sendPage(c, folder));
  return app;
}

function nameOf(c: Context): string {
  const name = c.req.param("file") ?? "";
  return FILE_NAME.test(name) ? name : "";
}

async function sendFile(c: Context<Env>, folder: string | null, path: string, cacheControl: string): Promise<Response> {
  const type = TYPES.get(extname(path));
  if (folder === null || type === undefined) return c.notFound();
  const headers = { "Content-Type": type, "Cache-Control": cacheControl, Vary: "Accept-Encoding" };
  const accepted = c.req.header("Accept-Encoding") ?? "";
  for (const [encoding, suffix] of ENCODINGS) {
    if (!accepted.includes(encoding)) continue;
    const packed = await readOrNull(join(folder, `${path}${suffix}`));
    if (packed !== null) return c.body(packed, 200, { ...headers, "Content-Encoding": encoding });
  }
  const bytes = await readOrNull(join(folder, path));
  return bytes === null ? c.notFound() : c.body(bytes, 200, headers);
}

/** The page at the application's own addresses. A browser that navigates elsewhere gets it too, to say so itself, with the status of what is missing. */
async function sendPage(c: Context<Env>, folder: string | null): Promise<Response> {
  const { path } = c.req;
  const accepted = c.req.header("Accept") ?? "*/*";
  const isOurs = folder === null ? path === "/" : await isAppPath(folder, path);
  const isWanted = accepted.includes("text/html") || (isOurs && accepted.includes("*/*"));
  if (path.startsWith("/api/") || extname(path) !== "" || !isWanted) return c.notFound();
  if (folder === null) throw new SmartyError("unavailable", "The web interface is not built. Run npm start, which builds it.");
  return c.body(await readFile(join(folder, "index.html"), "utf8"), isOurs ? 200 : 404, {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": ASK_AGAIN,
    "Content-Security-Policy": POLICY,
  });
}

/** By the list that the build writes: the first segments of the application's addresses. */
async function isAppPath(folder: string, path: string): Promise<boolean> {
  const listed = await readOrNull(join(folder, "app-paths.json"));
  const known = listed === null ? [] : (JSON.parse(listed.toString()) as readonly string[]);
  return known.includes(path.split("/")[1] ?? "");
}
