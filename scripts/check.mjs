// Every rule of the repository that a machine can hold, in one go. Prints a line per rule, then all findings, then "N passed, N failed".
// usage: npm run check -- [words: only the rules whose name contains one of them]
import { checkGenerated } from "./check/generated.mjs";
import { checkHygiene } from "./check/hygiene.mjs";
import { checkLinks } from "./check/links.mjs";
import { checkLock } from "./check/lock.mjs";
import { checkTags } from "./check/tags.mjs";
import { root, script, tool } from "./check/tools.mjs";

/** @type {{ name: string, run: () => string[] | Promise<string[]> }[]} */
const rules = [
  { name: "format", run: tool("oxfmt", ["--check"]) },
  { name: "lint", run: tool("oxlint", ["--type-aware", "--deny-warnings"]) },
  { name: "types", run: tool("typescript/tsc", ["-b"]) },
  { name: "types of scripts", run: tool("typescript/tsc", ["-p", "scripts"]) },
  { name: "types of the web", run: tool("typescript/tsc", ["-p", "web"]) },
  { name: "strings of the web", run: script("web/scripts/check-strings.mjs") },
  { name: "package tags", run: () => checkTags(root) },
  { name: "package boundaries", run: tool("turbo", ["boundaries", "--no-color"]) },
  { name: "dead code", run: tool("knip", ["--no-progress", "--no-config-hints"]) },
  { name: "generated files", run: () => checkGenerated(root) },
  { name: "links in the documentation", run: () => checkLinks(root) },
  { name: "lock file", run: () => checkLock(root) },
  { name: "machine paths and secrets", run: () => checkHygiene(root) },
];

async function findingsOf(rule) {
  try {
    return await rule.run();
  } catch (error) {
    return [`the check itself failed: ${error.message}`];
  }
}

async function main(words) {
  const wanted = words.length === 0 ? rules : rules.filter(({ name }) => words.some((word) => name.includes(word)));
  const broken = [];
  for (const rule of wanted) {
    const startedAt = performance.now();
    const findings = await findingsOf(rule);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${findings.length === 0 ? "ok  " : "FAIL"} ${rule.name} (${seconds} s)`);
    if (findings.length > 0) broken.push({ name: rule.name, findings });
  }
  for (const { name, findings } of broken) console.log(`\n${name}:\n${findings.join("\n")}`);
  if (wanted.length === 0) console.log(`No rule has such a name. The rules are: ${rules.map(({ name }) => name).join(", ")}.`);
  const failed = broken.length + (wanted.length === 0 ? 1 : 0);
  console.log(`${broken.length > 0 ? "\n" : ""}${wanted.length - broken.length} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
