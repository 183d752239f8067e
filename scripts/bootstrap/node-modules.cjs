"use strict";
// Brings node_modules in line with package-lock.json. The usual answer, "it is", costs two small file reads.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Refusal, refuseFileError } = require("./refusal.cjs");
const { withInstallLock } = require("./install-lock.cjs");
const { runNpm } = require("./npm.cjs");

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined; // absent, or half written: both mean "not known"
  }
}

function statLock(file) {
  try {
    return fs.statSync(file);
  } catch {
    throw new Refusal("package-lock.json is missing, so this checkout is not complete. Clone the repository again.");
  }
}

/** What npm itself notes at the end of an install: true when that is this lock, as after an `npm install` by hand. */
function isInstalled(root, lock) {
  const installed = readJson(path.join(root, "node_modules", ".package-lock.json"))?.packages;
  if (!installed || !lock?.packages) return false;
  return Object.entries(lock.packages).every(([folder, wanted]) => {
    if (!folder || wanted.optional || wanted.devOptional) return true; // of these npm installs what fits the platform
    const found = installed[folder];
    return found
      ? found.version === wanted.version && found.integrity === wanted.integrity && Boolean(found.link) === Boolean(wanted.link)
      : false;
  });
}

/** Answers what has to be done, and the stamp that says it is done. */
function judge(root, platform) {
  const lockFile = path.join(root, "package-lock.json");
  const stampFile = path.join(root, "node_modules", ".smartypants-stamp");
  const { mtimeMs, size } = statLock(lockFile);
  const old = readJson(stampFile);
  const samePlatform = old?.platform === platform;
  if (samePlatform && old.mtimeMs === mtimeMs && old.size === size) return { state: "fresh", stampFile, stamp: old };
  const text = fs.readFileSync(lockFile);
  const stamp = { platform, mtimeMs, size, hash: createHash("sha256").update(text).digest("hex") };
  if (samePlatform && old.hash === stamp.hash) return { state: "touched", stampFile, stamp };
  const adoptable = (samePlatform || !old) && isInstalled(root, JSON.parse(text.toString("utf8")));
  return { state: adoptable ? "touched" : "stale", stampFile, stamp };
}

function writeStamp({ stampFile, stamp }) {
  fs.writeFileSync(stampFile, JSON.stringify(stamp));
}

/**
 * Installs the dependencies when they are not those of the lock file.
 * @param {{ root: string, node: { path: string, major: string }, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 */
async function ensureModules({ root, node, env, say }) {
  const platform = `${process.platform}-${process.arch}-node${node.major}`;
  const seen = judge(root, platform);
  if (seen.state === "fresh") return;
  if (seen.state === "touched") {
    try {
      writeStamp(seen);
    } catch {
      // A read-only checkout that is complete still runs; it only hashes the lock at each start.
    }
    return;
  }
  await withInstallLock({ root, say }, async (onStart) => {
    if (judge(root, platform).state !== "stale") return; // another start was faster
    say(
      fs.existsSync(seen.stampFile)
        ? "The dependencies have changed. Installing them ..."
        : "Installing the dependencies (once, about a minute) ...",
    );
    try {
      fs.rmSync(seen.stampFile, { force: true }); // an interrupted install must not look finished
    } catch (error) {
      throw refuseFileError(error, path.dirname(seen.stampFile), "install the dependencies");
    }
    await runNpm({ nodePath: node.path, args: ["ci"], cwd: root, env, purpose: "install the dependencies", onStart });
    writeStamp(seen);
  });
}

module.exports = { ensureModules };
