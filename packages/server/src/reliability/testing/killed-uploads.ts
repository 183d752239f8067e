import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { until } from "../../testing/open-test-server.ts";
import { type CliServer, startCliServer } from "./cli-server.ts";
import { dumpDataDir } from "./dump.ts";
import { compileCacheIn } from "./kill-rounds.ts";
import { createRandom } from "./random.ts";

const FILES = 50;

interface Uploads {
  readonly documents: readonly { readonly id: string; readonly title: string; readonly state: string }[];
}

interface Source {
  readonly connector: string;
  readonly counts: { readonly indexed: number };
}

function formOf(batch: number): FormData {
  const form = new FormData();
  for (let at = 0; at < FILES; at++) {
    const paragraphs = Array.from({ length: (at % 7) + 1 }, (_, index) => `Paragraph ${index} of file ${at} in batch ${batch}.`);
    form.append("file", new File([`# File ${at} of ${batch}\n\n${paragraphs.join("\n\n")}\n`], `file-${batch}-${at}.md`));
  }
  return form;
}

export interface KilledUploadsOptions {
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
}

/** Kills the server while 50 files are uploaded, asks again with the same key, and so on. Fails unless each file is there once and whole. */
export async function killUploads({ folder, seed, kills }: KilledUploadsOptions): Promise<void> {
  const dataDir = join(folder, "data");
  const start = (): CliServer => {
    const server = startCliServer({ dataDir, compileCache: compileCacheIn(folder) });
    onTestFinished(async () => void (await server.kill("SIGKILL")));
    return server;
  };
  const post = (server: CliServer, batch: number) =>
    server.call<Uploads>("POST", "/api/v1/uploads", undefined, { body: formOf(batch), headers: { "idempotency-key": `batch-${batch}` } });
  const random = createRandom(seed);
  let server = start();
  const from = performance.now();
  expect((await post(server, 0)).body.documents).toHaveLength(FILES);
  const lengthMs = performance.now() - from;
  for (let batch = 1; batch <= kills; batch++) {
    const interrupted = post(server, batch).catch(() => null);
    await pause(((batch - 0.5 + random.next() / 2) / kills) * lengthMs);
    await server.kill("SIGKILL");
    await interrupted;
    server = start();
    await server.ready();
    const again = await post(server, batch);
    expect(again.status, again.text).toBe(201);
    // Named after its file until it has been read, after its heading from then on.
    for (const [at, each] of again.body.documents.entries())
      expect([`file-${batch}-${at}.md`, `File ${at} of ${batch}`]).toContain(each.title);
    expect(again.body.documents).toHaveLength(FILES);
    expect(new Set(again.body.documents.map((each) => each.id)).size).toBe(FILES);
  }
  const total = FILES * (kills + 1);
  await until(async () => {
    const { body } = await server.call<{ readonly items: readonly Source[] }>("GET", "/api/v1/sources");
    return body.items.some((source) => source.connector === "upload" && source.counts.indexed === total) || undefined;
  }, 60_000);
  const health = await server.call<{ readonly items: readonly { readonly id: string; readonly status: string }[] }>(
    "GET",
    "/api/v1/system/health?deep=true",
  );
  expect(health.body.items.filter((item) => item.status === "failed")).toEqual([]);
  expect(await server.kill("SIGTERM")).toMatchObject({ code: 0 });
  const dump = dumpDataDir(dataDir);
  expect(dump.leftovers).toEqual([]);
  expect(dump.documents).toHaveLength(total);
  expect(dump.ledger.filter((line) => JSON.parse(line)[1] !== "indexed")).toEqual([]);
  // Every text is different, so the same text twice would be the same file twice.
  expect(new Set(dump.documents.map((line) => JSON.parse(line)[12])).size).toBe(total);
}
