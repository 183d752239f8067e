// Writes the typed HTTP client from openapi.json.
// usage: node generate.mjs <openapi.json> <output folder>
import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const [input, output] = process.argv.slice(2);
if (!input || !output) throw new Error("usage: node generate.mjs <openapi.json> <output folder>");

// TypeScript 7 has no JS API, so the generator gets this workspace's TypeScript 6 wherever npm has put the generator itself.
const typescript = pathToFileURL(createRequire(import.meta.url).resolve("typescript")).href;
registerHooks({ resolve: (name, context, next) => next(name === "typescript" ? typescript : name, context) });

const { createClient } = await import("@hey-api/openapi-ts");
await createClient({
  input,
  logs: { level: "silent" },
  output: { path: output, importFileExtension: ".ts", tsConfigPath: null },
  plugins: ["@hey-api/typescript", "@hey-api/client-fetch", "@hey-api/sdk"],
});
