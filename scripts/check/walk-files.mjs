import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * All files below a folder, relative to it; none when it does not exist.
 * @param {string} folder
 * @returns {string[]}
 */
export function walkFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
