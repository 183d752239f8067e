"use strict";
// Compiles the server when its sources are newer: run from TypeScript, it starts slower and every thread takes 10 MB more.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { fingerprint, isBuilt, noteBuilt } = require("./fingerprint.cjs");
const { withInstallLock } = require("./install-lock.cjs");
const { Refusal, refuseFileError } = require("./refusal.cjs");

const sources = ["packages", "connectors", "tsconfig.base.json", "scripts/build.mjs", "package-lock.json"];

/**
 * Builds the dist folders of the server and of all it needs when they are missing or older than their sources. `part` is what scripts/build.mjs takes.
 * @param {{ root: string, node: { path: string, major: string }, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @param {"server" | "bench"} part
 */
async function ensureServerBuild({ root, node, env, say }, part) {
  const stampFile = path.join(root, "packages", "server", "dist", `.smartypants-${part}-stamp`);
  if (isBuilt(stampFile, fingerprint(root, sources))) return;
  await withInstallLock({ root, say }, async (onStart) => {
    const wanted = fingerprint(root, sources);
    if (isBuilt(stampFile, wanted)) return; // another start was faster
    say(`Building the ${part} ...`);
    await runBuild({ root, node, env, onStart }, part);
    try {
      noteBuilt(stampFile, wanted);
    } catch (error) {
      throw refuseFileError(error, path.dirname(stampFile), "keep the build");
    }
  });
}

/**
 * @param {{ root: string, node: { path: string }, env: NodeJS.ProcessEnv, onStart: (pid: number) => void }} options
 * @param {string} part
 */
function runBuild({ root, node, env, onStart }, part) {
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, ["scripts/build.mjs", part], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid !== undefined) onStart(child.pid);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.once("error", (error) => reject(new Refusal(`Could not start Node at ${node.path}: ${error.message}`)));
    child.once("close", (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Refusal(`The ${part} could not be built. The compiler says:\n${output.trim()}`));
    });
  });
}

module.exports = { ensureServerBuild };
