// The packages of this repository, as package.json names them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { listFiles } from "./tools.mjs";

export function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

function isMatch(folder, glob) {
  return glob.endsWith("/*") ? path.posix.dirname(folder) === glob.slice(0, -2) : folder === glob;
}

/**
 * Folders of the workspaces, relative to `root`. Understands `folder` and `folder/*`, the two forms in use.
 * @param {string} root
 * @returns {string[]}
 */
export function listWorkspaces(root) {
  const { workspaces } = readJson(path.join(root, "package.json"));
  const folders = listFiles(root)
    .filter((file) => file.endsWith("/package.json"))
    .map((file) => path.posix.dirname(file));
  return folders
    .filter((folder) => workspaces.some((glob) => isMatch(folder, glob)) && existsSync(path.join(root, folder, "package.json")))
    .toSorted();
}
