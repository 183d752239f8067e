import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createRouter } from "../http/router.ts";

const ASSETS: ReadonlyMap<string, string> = new Map([
  ["swagger-ui.css", "text/css; charset=utf-8"],
  ["swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
]);

const START = `window.ui = SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null, tryItOutEnabled: true });`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>SmartyPants API</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>`;

/** Inline styles are what the explorer sets; scripts come from here alone and nothing leaves this server. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The explorer, offline: its files come from the installed package. */
export const docs = createRouter();

docs.get("/api/docs", (c) => c.html(PAGE, 200, { "Content-Security-Policy": POLICY }));

docs.get("/api/docs/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript; charset=utf-8" }));

docs.get("/api/docs/:file", async (c) => {
  const file = c.req.param("file");
  const type = ASSETS.get(file);
  if (type === undefined) return c.notFound();
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return c.body(await readFile(join(folder, file)), 200, { "Content-Type": type, "Cache-Control": "max-age=86400" });
});
