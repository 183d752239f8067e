// openapi.json and the client are written by `npm run gen` and committed; this writes them again, elsewhere, and compares.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generate, outputs } from "../gen.mjs";
import { walkFiles } from "./walk-files.mjs";

function compareFiles(name, committed, fresh) {
  if (!existsSync(committed)) return [`${name} is missing; run npm run gen`];
  return readFileSync(committed).equals(readFileSync(fresh)) ? [] : [`${name} is not what the code generates; run npm run gen`];
}

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkGenerated(root) {
  const targets = outputs(root);
  if (!existsSync(targets.openapiWriter)) return []; // nothing is generated before the server can describe itself
  const folder = mkdtempSync(path.join(tmpdir(), "smartypants-gen-"));
  try {
    const fresh = {
      openapiFile: path.join(folder, "openapi.json"),
      referenceFile: path.join(folder, "configuration.md"),
      clientFolder: path.join(folder, "client"),
    };
    await generate(fresh);
    const names = new Set([...walkFiles(fresh.clientFolder), ...walkFiles(targets.clientFolder)]);
    const differences = [...names].toSorted().flatMap((name) => {
      const shown = path.relative(root, path.join(targets.clientFolder, name));
      const freshFile = path.join(fresh.clientFolder, name);
      return existsSync(freshFile)
        ? compareFiles(shown, path.join(targets.clientFolder, name), freshFile)
        : [`${shown} is no longer generated; run npm run gen`];
    });
    return [
      ...compareFiles("openapi.json", targets.openapiFile, fresh.openapiFile),
      ...compareFiles("docs/reference/configuration.md", targets.referenceFile, fresh.referenceFile),
      ...differences,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
