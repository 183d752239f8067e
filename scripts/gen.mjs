// Writes what is derived from the server's routes: openapi.json, and from it the client.
// usage: npm run gen
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, runNode } from "./check/tools.mjs";

/** Where the generators are and where their committed output lies. */
export function outputs(folder) {
  return {
    openapiWriter: path.join(folder, "packages", "server", "src", "write-openapi.ts"),
    clientGenerator: path.join(folder, "scripts", "codegen", "generate.mjs"),
    referenceWriter: path.join(folder, "packages", "server", "src", "write-reference.ts"),
    openapiFile: path.join(folder, "openapi.json"),
    referenceFile: path.join(folder, "docs", "reference", "configuration.md"),
    clientFolder: path.join(folder, "packages", "client", "src", "generated"),
  };
}

async function step(what, args) {
  const { code, output } = await runNode(args);
  if (code !== 0) throw new Error(`${what} was not written:\n${output}`);
}

/**
 * Writes openapi.json, the configuration reference and the client to the given places. Each generator takes its places as arguments, so that a check can compare.
 * @param {{ openapiFile: string, referenceFile: string, clientFolder: string }} targets
 */
export async function generate({ openapiFile, referenceFile, clientFolder }) {
  const { openapiWriter, referenceWriter, clientGenerator } = outputs(root);
  const source = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
  await step("openapi.json", [...source, openapiWriter, openapiFile]);
  mkdirSync(path.dirname(referenceFile), { recursive: true });
  await step("The configuration reference", [...source, referenceWriter, referenceFile]);
  if (!existsSync(clientGenerator)) return;
  rmSync(clientFolder, { recursive: true, force: true }); // files that are no longer generated must go
  await step("The client", [clientGenerator, openapiFile, clientFolder]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { openapiFile, referenceFile, clientFolder } = outputs(root);
  try {
    await generate({ openapiFile, referenceFile, clientFolder });
    console.log(`Written: ${path.relative(root, openapiFile)}, ${path.relative(root, clientFolder)}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
