"use strict";
// The one entry of every npm script. It must run on Node 18, before anything is installed: built-ins only, no newer syntax.

const path = require("node:path");
const { Refusal } = require("./bootstrap/refusal.cjs");
const { ensureNode } = require("./bootstrap/node-runtime.cjs");
const { ensureModules } = require("./bootstrap/node-modules.cjs");
const { ensureServerBuild } = require("./bootstrap/server-build.cjs");
const { ensureWebBundle } = require("./bootstrap/web-bundle.cjs");
const { withNodeFirst, runChild } = require("./bootstrap/run-child.cjs");

const root = path.join(__dirname, "..");
const quiet = "--disable-warning=ExperimentalWarning";
const cli = "packages/server/dist/cli.js";

/** Task name to node's arguments; `build` names what must be compiled before, `web` tasks serve the browser and so need its bundle. */
const tasks = {
  start: { args: [quiet, cli, "start"], build: "server", web: true },
  demo: { args: [quiet, cli, "demo"], build: "server", web: true },
  dev: { args: ["--conditions=source", quiet, "scripts/dev/dev.mjs"] },
  cli: { args: [quiet, cli], build: "server" },
  test: { args: ["scripts/run-tests.mjs"] },
  proofs: { args: ["scripts/proofs.mjs"] },
  verify: { args: ["scripts/verify.mjs"] },
  "test:browser": { args: ["--conditions=source", quiet, "web/e2e/run.ts"], web: true },
  check: { args: ["scripts/check.mjs"] },
  bench: { args: [quiet, "packages/server/dist/bench/main.js"], build: "bench" },
  gen: { args: ["scripts/gen.mjs"] },
};

/** Progress goes to stderr, so that the output of a command stays fit for a pipe. */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {string[]} argv */
async function main([name, ...args]) {
  const task = Object.hasOwn(tasks, name ?? "") ? tasks[name] : undefined;
  if (!task) throw new Refusal(`Unknown task "${name ?? ""}". The tasks are: ${Object.keys(tasks).join(", ")}.`);
  const node = await ensureNode({ root, say });
  const env = withNodeFirst(process.env, node.path);
  await ensureModules({ root, node, env, say });
  if (task.build) await ensureServerBuild({ root, node, env, say }, task.build);
  if (task.web) await ensureWebBundle({ root, node, env, say });
  await runChild(node.path, [...task.args, ...args], { cwd: root, env });
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Refusal ? error.message : `SmartyPants could not start: ${error.message}`);
  process.exitCode = 1;
});
