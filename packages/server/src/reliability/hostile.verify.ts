import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { disagreements, prepareHostile, printFigures, runHostile, syncFolder } from "./testing/hostile-run.ts";
import { writeNormalFiles } from "../testing/hostile-files/normal-files.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const NORMAL_FILES = 3_000;
const READER_LIMIT_MB = 512;

// What takes a document's whole minute, and what unpacks to more than the machine has.
test.skipIf(process.platform !== "linux")("the whole hostile set among thousands of normal files", { timeout: 1_800_000 }, async () => {
  const folder = tempFolder();
  const set = await prepareHostile({ folder, normalFiles: NORMAL_FILES, large: true });
  onTestFinished(() => set.close());
  for (const left of set.left) process.stdout.write(`left out: ${left}\n`);
  const server = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder) });
  onTestFinished(async () => void (await server.kill("SIGKILL")));
  await server.ready();
  writeNormalFiles(join(folder, "alone"), NORMAL_FILES);
  const alone = await syncFolder(server, join(folder, "alone"), 300_000);
  const run = await runHostile(server, set, 1_500_000);
  printFigures(run, alone);
  expect(disagreements(run)).toEqual([]);
  expect(run.state).toBe("partial");
  expect(set.calls).toEqual([]);
  expect(server.child.exitCode, server.log()).toBeNull();
  expect(run.readerPeakMb).toBeLessThanOrEqual(READER_LIMIT_MB);
});
