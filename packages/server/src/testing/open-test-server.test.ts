import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { openTestServer, until } from "./open-test-server.ts";

function workers(): number {
  return process.getActiveResourcesInfo().filter((name) => name.includes("MessagePort") || name.includes("Worker")).length;
}

function leftovers(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => /^smartypants-(?:server|tree)-/.test(name));
}

// What every other test of the server rests on.
test("a real instance opens quickly, finds what was synced and uploaded, and leaves nothing behind", async () => {
  const before = { files: new Set(leftovers()), workers: workers() };
  const startedAt = performance.now();
  const server = await openTestServer();
  const openedMs = performance.now() - startedAt;
  const source = await server.folderSource({ "leave.md": "# Leave\n\nParental leave takes twentytwo weeks." });
  expect(await server.sync(source.id)).toMatchObject({ state: "succeeded", counts: { seen: 1, indexed: 1 } });
  const ada = await server.person("ada");
  const uploaded = await server.upload(ada, { "note.txt": "The zanzibar cable is in the cellar." });
  expect(uploaded).toMatchObject({ status: 201, body: { documents: [{ state: "indexed" }] } });
  for (const query of [`"twentytwo"`, `"zanzibar"`]) {
    const found = await server.call<{ hits: unknown[] }>(ada, "POST /api/v1/search", { json: { query } });
    expect(found.body.hits, query).toHaveLength(1);
  }
  expect(server.log.problems()).toEqual([]);
  await server.close();
  expect(openedMs).toBeLessThan(3000);
  expect(existsSync(server.config.dataDir)).toBe(false);
  expect(leftovers().filter((name) => !before.files.has(name))).toEqual([]);
  expect(workers()).toBeLessThanOrEqual(before.workers);
});

test("waiting ends after its time, whether the question is answered at once, late or never", async () => {
  const never = new Promise<undefined>(() => undefined);
  const late = () => new Promise<undefined>((resolve) => setTimeout(resolve, 5, undefined));
  for (const ask of [async () => undefined, late, () => never]) await expect(until(ask, 60, 1)).rejects.toThrow("nothing came in 60 ms");
  let times = 0;
  expect(await until(async () => (++times === 3 ? "there" : undefined), 5_000, 1)).toBe("there");
});
