"use strict";
// Keeps two starts of one checkout from installing at the same time.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { refuseFileError } = require("./refusal.cjs");

const beatMs = 2000;
const pollMs = 300;
/** A holder that has not touched its lock for this long, by the waiter's own watch, is gone, whoever now answers to its process id. */
const silenceMs = 20_000;
/** A killed start cannot beat, but the npm it had started may well go on; longer than any installation. */
const orphanSilenceMs = 180_000;

function tryTake(folder) {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw refuseFileError(error, path.dirname(folder), "install what SmartyPants needs");
  }
  writeOwner(folder);
  return true;
}

/** @param {string} folder @param {number} [npmPid] */
function writeOwner(folder, npmPid) {
  fs.writeFileSync(path.join(folder, "owner"), JSON.stringify({ pid: process.pid, npmPid, host: os.hostname() }));
}

function answers(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

/** How long the holder may be silent before it counts as gone: no time at all when its processes ran here and are no more. */
function patienceMs(folder) {
  try {
    const { pid, npmPid, host } = JSON.parse(fs.readFileSync(path.join(folder, "owner"), "utf8"));
    if (host !== os.hostname() || answers(pid)) return silenceMs;
    return npmPid !== undefined && answers(npmPid) ? orphanSilenceMs : -1;
  } catch {
    return silenceMs; // not written yet, or just released
  }
}

function lastBeat(folder) {
  try {
    return fs.statSync(folder).mtimeMs;
  } catch {
    return 0; // just released
  }
}

/** Renaming is atomic, so of several waiters that find the same dead lock one removes it. */
function removeAbandoned(folder) {
  const aside = `${folder}.${process.pid}.abandoned`;
  try {
    fs.renameSync(folder, aside);
    fs.rmSync(aside, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw refuseFileError(error, path.dirname(folder), "remove the lock of a start that was killed");
  }
}

async function take(folder, say) {
  let beat = -1;
  let seenAt = Date.now();
  for (let waited = false; !tryTake(folder); waited = true) {
    if (!waited) say("Another start is installing; waiting for it ...");
    const now = lastBeat(folder);
    if (now !== beat) {
      beat = now;
      seenAt = Date.now();
    }
    if (Date.now() - seenAt > patienceMs(folder)) removeAbandoned(folder);
    else await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function touch(folder) {
  try {
    fs.utimesSync(folder, new Date(), new Date());
  } catch {
    // Taken over by a waiter that saw no beat, as after a laptop's sleep; the installation itself goes on.
  }
}

/**
 * Runs `work` while holding the checkout's install lock; waits for another holder, and takes over from one that died.
 * `work` gets a function that tells the lock which npm works for it.
 * @template T
 * @param {{ root: string, say: (line: string) => void }} options
 * @param {(holdFor: (npmPid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withInstallLock({ root, say }, work) {
  const runtime = path.join(root, ".runtime");
  try {
    fs.mkdirSync(runtime); // not recursive: that reports a read-only disk as a missing file
  } catch (error) {
    if (error.code !== "EEXIST") throw refuseFileError(error, root, "install what SmartyPants needs");
  }
  const folder = path.join(runtime, "install.lock");
  await take(folder, say);
  const release = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once("exit", release); // also when a signal ends the installation
  const beat = setInterval(() => touch(folder), beatMs);
  try {
    return await work((npmPid) => writeOwner(folder, npmPid));
  } finally {
    clearInterval(beat);
    process.removeListener("exit", release);
    release();
  }
}

module.exports = { withInstallLock };
