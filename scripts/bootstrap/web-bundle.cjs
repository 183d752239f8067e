"use strict";
// Rebuilds the browser's bundle when its sources are newer. A checkout without web/ has nothing to build.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { withInstallLock } = require("./install-lock.cjs");
const { runNpm } = require("./npm.cjs");

const skipped = new Set(["node_modules", "dist"]);

function* listFiles(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* listFiles(full);
    else if (entry.isFile()) yield full;
  }
}

/** Names, sizes and times of everything the bundle is made of: a few milliseconds, where reading the files would take many. */
function fingerprint(root) {
  const hash = createHash("sha256");
  const sources = ["web", path.join("packages", "client", "src")]
    .map((folder) => path.join(root, folder))
    .filter((folder) => fs.existsSync(folder));
  for (const file of [...sources.flatMap((folder) => [...listFiles(folder)]), path.join(root, "package-lock.json")]) {
    const { size, mtimeMs } = fs.statSync(file);
    hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function isBuilt(stampFile, wanted) {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === wanted;
}

/**
 * Builds web/dist when it is missing or older than its sources.
 * @param {{ root: string, node: { path: string, major: string }, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 */
async function ensureWebBundle({ root, node, env, say }) {
  const folder = path.join(root, "web");
  if (!fs.existsSync(path.join(folder, "package.json"))) return;
  const stampFile = path.join(folder, "dist", ".smartypants-stamp");
  if (isBuilt(stampFile, fingerprint(root))) return;
  await withInstallLock({ root, say }, async (onStart) => {
    const wanted = fingerprint(root);
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
    fs.mkdirSync(path.dirname(stampFile), { recursive: true });
    fs.writeFileSync(stampFile, wanted);
  });
}

module.exports = { ensureWebBundle };
