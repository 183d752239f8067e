// package-lock.json must be one that `npm ci` accepts on every platform and that says nothing of the machine that wrote it.
import { existsSync } from "node:fs";
import path from "node:path";
import { fillLock } from "../fill-lock.mjs";
import { listWorkspaces, readJson } from "./workspaces.mjs";

const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

function isSame(a = {}, b = {}) {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/**
 * @param {string} root
 * @returns {string[]}
 */
export function checkLock(root) {
  const lock = readJson(path.join(root, "package-lock.json"));
  const problems = [];
  const { added, stripped } = fillLock(lock);
  if (added.length + stripped > 0)
    problems.push(
      `package-lock.json lacks ${added.length} platform packages and names ${stripped} registry addresses; run node scripts/fill-lock.mjs`,
    );
  for (const folder of ["", ...listWorkspaces(root)]) {
    const file = path.join(root, folder, "package.json");
    const locked = lock.packages[folder];
    const stale = !locked || (existsSync(file) && kinds.some((kind) => !isSame(readJson(file)[kind], locked[kind])));
    if (stale)
      problems.push(
        `package-lock.json does not fit ${path.posix.join(folder, "package.json")}; run npm install, then node scripts/fill-lock.mjs`,
      );
  }
  return problems;
}
