// Runs the flows one after another in a real browser against the real server; each goes on where the one before has left the data.
// usage: node --conditions=source e2e/run.ts [--shots <folder>] [words: only flows whose name contains one; the set-up always runs]
import { parseArgs } from "node:util";
import { flows as account } from "./account.flow.ts";
import { flows as adminModels } from "./admin-models.flow.ts";
import { flows as adminPeople } from "./admin-people.flow.ts";
import { flows as adminSystem } from "./admin-system.flow.ts";
import { flows as chatMore } from "./chat-more.flow.ts";
import { flows as assistants } from "./assistants.flow.ts";
import { flows as chat } from "./chat.flow.ts";
import { flows as connectDrive } from "./connect-drive.flow.ts";
import { flows as connect } from "./connect.flow.ts";
import { flows as documents } from "./documents.flow.ts";
import { flows as firstModels } from "./first-models.flow.ts";
import type { Flow } from "./flow.ts";
import { flows as hostile } from "./hostile.flow.ts";
import { flows as installed } from "./installed.flow.ts";
import { flows as personalData } from "./personal-data.flow.ts";
import { flows as operations } from "./operations.flow.ts";
import { flows as providers } from "./providers.flow.ts";
import { flows as rightToLeft } from "./right-to-left.flow.ts";
import { flows as searchMore } from "./search-more.flow.ts";
import { flows as search } from "./search.flow.ts";
import { flows as setup } from "./setup.flow.ts";
import { flows as shortcuts } from "./shortcuts.flow.ts";
import { flows as signIn } from "./sign-in.flow.ts";
import { flows as sources } from "./sources.flow.ts";
import { flows as survey } from "./survey.flow.ts";
import { flows as unanswered } from "./unanswered.flow.ts";
import { flows as writtenChat } from "./written-chat.flow.ts";
import { findBrowser, openWorld, type World } from "./world.ts";

/** What the set-up makes, the others use. */
const FLOWS: readonly Flow[] = [
  ...setup,
  ...firstModels,
  ...signIn,
  ...search,
  ...searchMore,
  ...shortcuts,
  ...chat,
  ...chatMore,
  ...writtenChat,
  ...hostile,
  ...account,
  ...sources,
  ...connect,
  ...connectDrive,
  ...survey,
  ...documents,
  ...assistants,
  ...adminPeople,
  ...adminModels,
  ...providers,
  ...adminSystem,
  ...operations,
  ...personalData,
  ...unanswered,
  ...rightToLeft,
  ...installed,
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { bench: { type: "string" }, shots: { type: "string" } } });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runFlow(world: World, { name, run }: Flow): Promise<boolean> {
  const startedAt = performance.now();
  const problems: string[] = [];
  try {
    await run(world);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error), await world.describe());
  }
  await world.leave();
  problems.push(...world.takeProblems());
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`${problems.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  for (const problem of problems) say(`     ${problem.replaceAll("\n", "\n     ")}`);
  return problems.length === 0;
}

async function main(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    say("There is no Chromium here (Debian: apt-get install chromium).");
    say("0 passed, 1 failed");
    process.exitCode = 1;
    return;
  }
  const wanted = FLOWS.filter(
    (flow) => setup.includes(flow) || positionals.length === 0 || positionals.some((word) => flow.name.includes(word)),
  );
  const world = await openWorld({ executablePath, shots: values.shots });
  let passed = 0;
  try {
    for (const flow of wanted) {
      const isOk = await runFlow(world, flow);
      if (isOk) passed += 1;
      else if (setup.includes(flow)) break;
    }
  } finally {
    await world.close();
  }
  say(`${passed} passed, ${wanted.length - passed} failed`);
  if (passed < wanted.length) process.exitCode = 1;
}

/** Prints the figures of a bench of the page as JSON, for `npm run bench`. */
async function bench(name: string): Promise<void> {
  const { isWebBench, runWebBench } = await import("./bench/run-web-bench.ts");
  if (!isWebBench(name)) throw new Error(`there is no bench "${name}" of the page`);
  say(JSON.stringify(await runWebBench(name)));
}

await (values.bench === undefined ? main() : bench(values.bench));
