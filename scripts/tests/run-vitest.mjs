// Runs vitest with its usual output and reads the figures from its JSON report, which, unlike the screen, is made to be read by programs.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseSkips, sortSkips } from "./skips.mjs";
import { summarize } from "./summary.mjs";

const root = path.join(import.meta.dirname, "..", "..");

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // vitest stopped before it could report
  }
}

function runVitest(args, reportFile) {
  const command = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
    ...args,
  ];
  const env = { SMARTY_TEST_POSTGRES: "auto", ...process.env };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: "inherit" });
    process.once("SIGINT", () => child.kill("SIGINT"));
    process.once("SIGTERM", () => child.kill("SIGTERM"));
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Tests left out by the caller's own filter are not skips. */
function isFiltered(args) {
  return args.some((arg) => /^(-t|--testNamePattern)/.test(arg));
}

/**
 * Runs the tests, prints skips and the closing line.
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args) {
  const strict = /^(1|true)$/.test(process.env.CI ?? "") || args.includes("--strict-skips");
  const folder = mkdtempSync(path.join(tmpdir(), "smartypants-tests-"));
  try {
    const file = path.join(folder, "report.json");
    const wanted = args.filter((arg) => arg !== "--strict-skips");
    const listed = parseSkips(readFileSync(path.join(root, ".ci", "skips.txt"), "utf8"));
    const code = await runVitest(wanted, file);
    const { passed, failed, skipped, problems } = summarize(readReport(file), { code, root });
    const skips = sortSkips(isFiltered(args) ? [] : skipped, listed);
    for (const { name, reason } of skips.listed) console.log(`skipped, as listed: ${name} (${reason})`);
    for (const name of skips.unlisted) console.log(`skipped, not listed in .ci/skips.txt: ${name}`);
    for (const problem of problems) console.log(problem);
    const total = failed + (strict ? skips.unlisted.length : 0);
    console.log(`${passed} passed, ${total} failed`);
    return total === 0 ? 0 : 1;
  } catch (error) {
    console.log(`${error.message}\n0 passed, 1 failed`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
