import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { statusMb } from "../bench/child-memory.ts";
import { disagreements, prepareHostile, printFigures, runHostile, syncFolder } from "./testing/hostile-run.ts";
import { writeNormalFiles } from "../testing/hostile-files/normal-files.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const NORMAL_FILES = 300;
const READER_LIMIT_MB = 512;
/** What caches and the allocator may keep when everything has been read. */
const KEPT_MB = 250;

// One bad file must cost no more than itself: the others are read, people search, and the server goes on as if nothing had happened.
test.skipIf(process.platform !== "linux")(
  "a folder full of hostile files among normal ones: each ends with its own true reason, and nothing else is harmed",
  { timeout: 120_000 },
  async () => {
    const folder = tempFolder();
    const set = await prepareHostile({ folder, normalFiles: NORMAL_FILES });
    onTestFinished(() => set.close());
    for (const left of set.left) process.stdout.write(`left out: ${left}\n`);
    const server = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder) });
    onTestFinished(async () => void (await server.kill("SIGKILL")));
    await server.ready();
    writeNormalFiles(join(folder, "alone"), NORMAL_FILES);
    const alone = await syncFolder(server, join(folder, "alone"), 60_000);
    expect(alone.state, server.log()).toBe("succeeded");
    const before = statusMb(server.child.pid ?? 0, "VmRSS");

    const run = await runHostile(server, set, 100_000);
    printFigures(run, alone);
    expect(disagreements(run)).toEqual([]);
    expect(run.state).toBe("partial");
    expect(run.counts["seen"]).toBeGreaterThanOrEqual(run.expected.size);
    // The file that is written all the time is read between two writes, or put off with that reason.
    const changing = run.items.get("changing.log");
    expect(changing?.state === "indexed" || /keeps changing/.test(changing?.reason ?? ""), JSON.stringify(changing)).toBe(true);
    expect(set.calls, "an address in a hostile file was called").toEqual([]);
    expect(readdirSync(folder).filter((name) => /planted/.test(name))).toEqual([]);
    expect(existsSync("/tmp/smarty-planted.txt")).toBe(false);
    // What stands in a file of the machine must not have come in by an entity or a link.
    const leaked = await server.call<{ readonly found: number }>("POST", "/api/v1/search", { query: '"root:x:0:0"' });
    expect([leaked.status, leaked.body.found], leaked.text).toEqual([200, 0]);
    expect(run.searchMs.length).toBeGreaterThan(10);
    expect(server.child.exitCode, server.log()).toBeNull();
    expect(run.readerPeakMb, "a process was watched").toBeGreaterThan(50);
    expect(run.readerPeakMb).toBeLessThanOrEqual(READER_LIMIT_MB);
    // Given back some time after the last document, when garbage is collected.
    await until(async () => (statusMb(server.child.pid ?? 0, "VmRSS") <= before + KEPT_MB ? true : undefined), 20_000, 200);
    const { body } = await server.call<{ readonly items: readonly { readonly status: string }[] }>(
      "GET",
      "/api/v1/system/health?deep=true",
    );
    expect(body.items.filter((item) => item.status === "failed")).toEqual([]);
  },
);
