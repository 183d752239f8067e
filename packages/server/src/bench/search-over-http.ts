import { mkdtempSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { atMost, beside, type Figure, percentile } from "./figures.ts";
import { createTexts, openLibrary, READER, readMaterial, writeTexts } from "./library.ts";
import { type ServerUnderBench, startServerProcess, syncSource } from "./server-under-bench.ts";

const P50_MS = 60;
const P95_MS = 150;
const STALL_MS = 50;
const INGESTING_FLOOR_MS = 300;
const INGESTED_FOLDERS = 200;

interface SearchAnswer {
  readonly hits: readonly unknown[];
  readonly found: number;
  readonly tookMs: number;
  readonly degraded: readonly string[];
}

/** Searches as a reader of 400 of 1,000 folders asks for them: alone, four at once, and while documents come in. */
export async function benchSearchOverHttp(context: BenchContext): Promise<readonly Figure[]> {
  const { dataDir, questions, about } = await openLibrary(context);
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  await cp(dataDir, join(folder, "data"), { recursive: true });
  // Before the first call: while this process writes, the server would give up the connection it keeps for it.
  writeTexts(join(folder, "more"), createTexts(readMaterial(context).sentences, 2), INGESTED_FOLDERS);
  const server = await startServerProcess(join(folder, "data"));
  try {
    await searchAll(server, questions.slice(0, 20), 1);
    const figures: Figure[] = [beside("texts", about)];
    const before = server.cpuSeconds();
    const alone = await searchAll(server, questions, 1);
    const cpuMs = ((server.cpuSeconds() - before) * 1000) / questions.length;
    const four = await searchAll(server, questions, 4);
    figures.push(
      beside("hits a search, empty answers, answered inside the server", describe(alone)),
      beside("processor time of a search, all threads", `${cpuMs.toFixed(1)} ms`),
      atMost("search over HTTP, 1 caller: p50", P50_MS, percentile(alone.times, 0.5), "ms"),
      atMost("search over HTTP, 1 caller: p95", P95_MS, percentile(alone.times, 0.95), "ms"),
      atMost("search over HTTP, 4 callers: p50", P50_MS, percentile(four.times, 0.5), "ms"),
      atMost("search over HTTP, 4 callers: p95", P95_MS, percentile(four.times, 0.95), "ms"),
    );
    figures.push(...(await whileIngesting(server, join(folder, "more"), questions, percentile(alone.times, 0.95))));
    return figures;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Searches {
  readonly times: readonly number[];
  readonly answers: readonly SearchAnswer[];
}

async function searchAll(server: ServerUnderBench, questions: readonly string[], callers: number): Promise<Searches> {
  const times: number[] = [];
  const answers: SearchAnswer[] = [];
  const waiting = [...questions];
  const caller = async (): Promise<void> => {
    for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
      const startedAt = performance.now();
      const answer = await server.call<SearchAnswer>("POST", "/search", { query }, READER);
      times.push(performance.now() - startedAt);
      if (answer.degraded.length > 0) throw new Error(`a search was degraded: ${answer.degraded.join(", ")}`);
      answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { times, answers };
}

function describe({ answers }: Searches): string {
  const mean = (of: (answer: SearchAnswer) => number): string =>
    (answers.reduce((sum, answer) => sum + of(answer), 0) / answers.length).toFixed(1);
  return `${mean((each) => each.hits.length)} of ${mean((each) => each.found)}, ${answers.filter((each) => each.found === 0).length}, ${mean((each) => each.tookMs)} ms`;
}

async function whileIngesting(
  server: ServerUnderBench,
  path: string,
  questions: readonly string[],
  aloneMs: number,
): Promise<readonly Figure[]> {
  const access = { mode: "everyone" };
  const body = { connector: "folder", name: "More", settings: { path }, access, schedule: null };
  const { id } = await server.call<{ id: string }>("POST", "/sources", body);
  await server.longestStallMs();
  const state = { done: false };
  const syncing = syncSource(server, id).finally(() => (state.done = true));
  const times: number[] = [];
  while (!state.done) times.push(...(await searchAll(server, questions.slice(0, 20), 1)).times);
  const { counts, seconds } = await syncing;
  const stallMs = await server.longestStallMs();
  const p95 = percentile(times, 0.95);
  const limit = Math.round(Math.max(2 * aloneMs, INGESTING_FLOOR_MS));
  return [
    beside("ingested meanwhile", `${Math.round(counts.indexed / seconds)} documents/s, ${times.length} searches`),
    beside("search while ingesting, 1 caller: p50", `${percentile(times, 0.5).toFixed(1)} ms`),
    atMost("search while ingesting, 1 caller: p95", limit, p95, "ms"),
    atMost("longest stall of the main thread while ingesting and searching", STALL_MS, stallMs, "ms"),
  ];
}
