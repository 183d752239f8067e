"use strict";
// Rebuilds the browser's bundle when its sources are newer. A checkout without web/ has nothing to build.

const fs = require("node:fs");
const path = require("node:path");
const { fingerprint, isBuilt, noteBuilt } = require("./fingerprint.cjs");
const { withInstallLock } = require("./install-lock.cjs");
const { runNpm } = require("./npm.cjs");

const sources = ["web", "packages/client/src", "package-lock.json"];

/**
 * Builds web/dist when it is missing or older than its sources.
 * @param {{ root: string, node: { path: string, major: string }, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 */
async function ensureWebBundle({ root, node, env, say }) {
  const folder = path.join(root, "web");
  if (!fs.existsSync(path.join(folder, "package.json"))) return;
  const stampFile = path.join(folder, "dist", ".smartypants-stamp");
  if (isBuilt(stampFile, fingerprint(root, sources))) return;
  await withInstallLock({ root, say }, async (onStart) => {
    const wanted = fingerprint(root, sources);
    if (isBuilt(stampFile, wanted)) return; // another start was faster
    say("Building the web interface ...");
    await runNpm({
      nodePath: node.path,
      args: ["run", "build", "--prefix", folder],
      cwd: root,
      env,
      purpose: "build the web interface",
      onStart,
    });
    noteBuilt(stampFile, wanted);
  });
}

module.exports = { ensureWebBundle };
