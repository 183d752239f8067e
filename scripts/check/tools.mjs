// Runs the installed tools and reads the repository's own list of files.
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

export const root = path.join(import.meta.dirname, "..", "..");

/** The main file of an installed package's command: "knip", or "typescript/tsc" where the names differ. */
function mainFile(spec) {
  const [name = spec, command = name] = spec.split("/");
  const folder = path.join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** Runs node with the given arguments in the checkout and answers its exit code and everything it printed. */
export function runNode(args) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };
  delete env["FORCE_COLOR"]; // it would win over NO_COLOR
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output).trim() }));
  });
}

/** The same for an installed tool. */
export function runTool(spec, args) {
  return runNode([mainFile(spec), ...args]);
}

/** A check that is a tool: what it prints is the finding when it does not end with 0. */
export function tool(spec, args) {
  return () => findingOf(spec, runTool(spec, args));
}

/** The same for a script of ours. */
export function script(file) {
  return () => findingOf(file, runNode([file]));
}

async function findingOf(name, run) {
  const { code, output } = await run;
  return code === 0 ? [] : [output || `${name} ended with exit code ${code}`];
}

const unlisted = new Set([".git", "node_modules", ".runtime", "dist", ".turbo", "coverage", "data"]);

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !unlisted.has(entry.name)) yield* walk(full);
    else if (entry.isFile()) yield full;
  }
}

function listFromGit(folder, args) {
  const output = execFileSync("git", ["ls-files", "-z", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split("\0").filter(Boolean);
}

/**
 * The files of the repository, relative to `folder`, with forward slashes: git's list, or everything not generated where there is no git (an archive).
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder) {
  try {
    const deleted = new Set(listFromGit(folder, ["--deleted"]));
    return listFromGit(folder, ["--cached", "--others", "--exclude-standard"]).filter((file) => !deleted.has(file));
  } catch {
    return [...walk(folder)].map((file) => path.relative(folder, file).replaceAll("\\", "/"));
  }
}
