import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { type CliServer, startCliServer } from "./testing/cli-server.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

function serversOn(folder: string): () => CliServer {
  return () => {
    const server = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder) });
    onTestFinished(async () => void (await server.kill("SIGKILL")));
    return server;
  };
}

test("a second server says who has the directory, and the first does not notice; after kill -9 of the first the next starts", async () => {
  const start = serversOn(tempFolder());
  const first = start();
  const url = await first.ready();
  const second = start();
  expect(await second.exited).toMatchObject({ code: 1 });
  expect(second.log()).toContain(`process ${first.child.pid}`);
  expect(second.log()).toContain("SMARTY_DATA_DIR");
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await first.call("GET", "/api/v1/me")).status).toBe(200);
  await first.kill("SIGKILL");
  const third = start();
  await third.ready();
  expect((await third.call("GET", "/api/v1/me")).status).toBe(200);
});

test("of two servers that start at the same moment one wins and the other says so", async () => {
  const start = serversOn(tempFolder());
  const both = [start(), start()] as const;
  const loser = await Promise.race(
    both.map(async (server) => ((await server.exited).code === 1 ? server : Promise.reject(new Error(server.log())))),
  );
  expect(loser.log()).toContain("Another SmartyPants");
  const winner = both.find((server) => server !== loser);
  expect((await winner?.call("GET", "/api/v1/me"))?.status).toBe(200);
});

// A container's first process may not reap: the dead server then keeps its number, and must not keep the directory.
test.skipIf(process.platform !== "linux")("a server that was killed and never reaped does not hold the directory", async () => {
  const folder = tempFolder();
  const start = serversOn(folder);
  // A parent that never waits for its child.
  const parent = spawn("sh", ["-c", `"$0" "$@" & echo $!; exec sleep 60`, process.execPath, ...holdArguments(join(folder, "data"))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  let said = "";
  parent.stdout.on("data", (bytes: Uint8Array) => (said += Buffer.from(bytes).toString("utf8")));
  await until(async () => (said.includes("held") ? true : undefined));
  const pid = Number(said.split("\n")[0]);
  process.kill(pid, "SIGKILL");
  expect(await until(async () => stateOf(pid))).toBe("Z");
  const server = start();
  await server.ready();
  expect(stateOf(pid), "still a zombie").toBe("Z");
});

/** A process that takes the directory and keeps it. */
function holdArguments(dataDir: string): readonly string[] {
  const script = `
    import { mkdirSync } from "node:fs";
    import { lockDataDirectory } from "@smartypants/adapters";
    mkdirSync(process.argv[1], { recursive: true });
    lockDataDirectory(process.argv[1]);
    process.stdout.write("held\\n");
    setInterval(() => {}, 1000);`;
  return ["--conditions=source", "--input-type=module", "--eval", script, dataDir];
}

/** "Z" for a zombie; undefined while it still runs. */
function stateOf(pid: number): string | undefined {
  const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
  return state === "Z" ? state : undefined;
}
