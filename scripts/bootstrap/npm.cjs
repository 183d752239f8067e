"use strict";
// Runs npm with a chosen Node, quietly, and turns its failures into one plain sentence.

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Refusal } = require("./refusal.cjs");

/** npm's main file when `file` is it, or a link to it. Other package managers set the same variable, hence the name check. */
function asNpmMain(file) {
  try {
    const real = fs.realpathSync(file);
    return path.basename(real) === "npm-cli.js" ? real : undefined;
  } catch {
    return undefined; // not there
  }
}

/** The command that starts npm: the npm that started us, the one installed with this Node, or the one on the PATH. */
function findNpm(nodePath, env, besideNode = path.dirname(process.execPath)) {
  const folders = (env.PATH ?? env.Path ?? "").split(path.delimiter).filter(Boolean);
  const candidates = [
    env.npm_execpath,
    path.join(besideNode, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(besideNode, "node_modules", "npm", "bin", "npm-cli.js"),
    ...folders.flatMap((folder) => [path.join(folder, "npm"), path.join(folder, "node_modules", "npm", "bin", "npm-cli.js")]),
  ];
  for (const candidate of candidates) {
    const main = candidate && asNpmMain(candidate);
    if (main) return { command: nodePath, args: [main], shell: false };
  }
  const windows = process.platform === "win32";
  const shim = folders.map((folder) => path.join(folder, windows ? "npm.cmd" : "npm")).find((file) => fs.existsSync(file));
  if (shim) return { command: windows ? `"${shim}"` : shim, args: [], shell: windows };
  throw new Refusal("npm was not found beside Node or on the PATH. Install Node.js with npm (https://nodejs.org) and start again.");
}

const reasons = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|EIDLETIMEOUT)$/,
    text: "npm cannot reach its registry. Check the network, or set a proxy or a mirror (npm config set https-proxy ..., npm config set registry ...)",
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/,
    text: "npm does not trust the certificate it was shown. Point NODE_EXTRA_CA_CERTS at your company's certificate file",
  },
  {
    codes: /^(E401|E403|ENEEDAUTH)$/,
    text: "the npm registry refused the request. Check the login and the registry in your npm configuration",
  },
  { codes: /^(E404|ETARGET)$/, text: "the npm registry in use does not have a package that is needed. Try another registry" },
  { codes: /^ENOSPC$/, text: "the disk is full. Free about 1 GB" },
  {
    codes: /^(EACCES|EPERM|EROFS)$/,
    text: "this folder, or npm's cache, cannot be written. Make it writable, or copy the checkout elsewhere",
  },
  {
    codes: /^EINTEGRITY$/,
    text: "a downloaded package is not the one the lock file names, so nothing was installed. Run npm cache verify",
  },
  { codes: /^EUSAGE$/, text: "package-lock.json does not fit the package.json files. Run npm install, then node scripts/fill-lock.mjs" },
];

/** One sentence out of npm's output, or its last lines when the code is not known. */
function explain(output, { purpose, hint }) {
  const code = /npm (?:ERR!|error) code (\S+)/.exec(output)?.[1] ?? "";
  const known = reasons.find(({ codes }) => codes.test(code));
  if (known) return `Could not ${purpose}: ${known.text}${hint ? `, ${hint}` : ""}, and start again. (npm: ${code})`;
  const tail = output
    .split("\n")
    .filter((line) => line.trim() && !/^\s+at |A complete log/.test(line))
    .slice(-8)
    .join("\n");
  return `Could not ${purpose}; npm says:\n${tail || "nothing"}`;
}

/** Defends against what an outer npm hands down in the environment (--silent, omit=dev, dry-run), and fails within seconds without a network. */
const flags = [
  "--ignore-scripts",
  "--loglevel=error",
  "--no-audit",
  "--no-fund",
  "--no-progress",
  "--no-dry-run",
  "--no-update-notifier",
  "--include=dev",
  "--include=optional",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

/**
 * Runs npm and waits for it; rejects with a Refusal when it fails.
 * @param {{ nodePath: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, purpose: string, hint?: string, onStart: (pid: number) => void }} options
 * @returns {Promise<void>}
 */
function runNpm({ nodePath, args, cwd, env, purpose, hint, onStart }) {
  const npm = findNpm(nodePath, env);
  return new Promise((resolve, reject) => {
    const child = spawn(npm.command, [...npm.args, ...args, ...flags], {
      cwd,
      env,
      shell: npm.shell,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    if (child.pid !== undefined) onStart(child.pid);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    let stoppedBy = "";
    const stop = (signal) => {
      stoppedBy = signal;
      child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
    child.once("error", (error) => reject(new Refusal(`Could not ${purpose}: npm did not start (${error.message}).`)));
    child.once("close", (code) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeListener(signal, stop);
      if (stoppedBy) process.exit(128 + (os.constants.signals[stoppedBy] ?? 0));
      else if (code === 0) resolve();
      else reject(new Refusal(explain(output, { purpose, hint })));
    });
  });
}

module.exports = { runNpm, findNpm };
