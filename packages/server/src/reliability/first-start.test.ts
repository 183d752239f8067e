import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

/** In the order in which they are made, more or less. */
const MADE = ["lock.db", "master.key", "session.key", "smartypants.db", "smartypants.db-wal", "operator-token"];

// The first start makes a database, keys, tokens and the first person. Dying between two of them must not need anybody's help.
test("kill -9 as soon as one of the files of a first start is there: the next start works", { timeout: 240_000 }, async () => {
  const folder = tempFolder();
  for (const name of MADE) {
    const dataDir = join(folder, `until-${name}`);
    const start = () => {
      const server = startCliServer({ dataDir, compileCache: compileCacheIn(folder) });
      onTestFinished(async () => void (await server.kill("SIGKILL")));
      return server;
    };
    const dying = start();
    await until(async () => (existsSync(join(dataDir, name)) ? true : undefined), 60_000, 0);
    await dying.kill("SIGKILL");
    const next = start();
    await next.ready();
    expect((await next.call("GET", "/api/v1/me")).body, name).toMatchObject({ email: "admin@example.org" });
    const upload = new FormData();
    upload.append("file", new File(["# Walrus\n\nA walrus."], "walrus.md"));
    expect((await next.call("POST", "/api/v1/uploads", undefined, { body: upload })).status, name).toBe(201);
    await next.kill("SIGKILL");
  }
});
