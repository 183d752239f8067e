// Compiles into the dist folders what a part of the product needs, with the files that it reads beside its modules.
// usage: node scripts/build.mjs [server | bench]   (without a word: everything, tests checked)
import { cpSync } from "node:fs";
import path from "node:path";
import { root, runTool } from "./check/tools.mjs";

/** Type errors elsewhere, as in tests, must not keep the server from starting. */
const projects = { server: "packages/server/tsconfig.json", bench: "packages/server/tsconfig.bench.json", all: "tsconfig.json" };

/** Read at run time, by URL beside the compiled module. */
const assets = ["packages/adapters/src/embeddings/static/model"];

const { code, output } = await runTool("typescript/tsc", ["-b", projects[process.argv[2] ?? "all"]]);
if (output !== "") console.error(output);
for (const folder of assets) cpSync(path.join(root, folder), path.join(root, folder.replace("/src/", "/dist/")), { recursive: true });
process.exitCode = code;
