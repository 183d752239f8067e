"use strict";
// Runs the task as a child that looks, to the terminal and to a supervisor, as if it had been started directly.

const { spawn } = require("node:child_process");
const os = require("node:os");
const path = require("node:path");
const { Refusal } = require("./refusal.cjs");

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The environment in which `node`, to any child and its children, is the chosen one. */
function withNodeFirst(env, nodePath) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const folder = path.dirname(nodePath);
  return { ...env, [name]: env[name] ? `${folder}${path.delimiter}${env[name]}` : folder, NODE: nodePath, npm_node_execpath: nodePath };
}

/** A terminal sends Ctrl-C to the whole foreground group: passing it on would make it two, which many programs take for "quit at once". */
function isSentToGroup(signal) {
  return process.platform === "win32" || (signal === "SIGINT" && process.stdin.isTTY);
}

/** Ends this process as the child ended: same code, or same signal where a caller could act on it. */
function endLike(code, signal) {
  if (!signal) process.exit(code ?? 1);
  for (const name of signals) process.removeAllListeners(name);
  if (process.platform !== "win32" && signals.includes(signal)) process.kill(process.pid, signal);
  else process.exit(128 + (os.constants.signals[signal] ?? 0));
}

/**
 * Starts the child with this process's terminal and never returns on success: the process ends with its child.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<never>}
 */
function runChild(command, args, { cwd, env }) {
  return new Promise((_, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    for (const signal of signals)
      process.on(signal, () => {
        if (!isSentToGroup(signal)) child.kill(signal);
      });
    child.once("error", (error) => reject(new Refusal(`Could not start Node at ${command}: ${error.message}`)));
    child.once("exit", endLike);
  });
}

module.exports = { withNodeFirst, runChild };
