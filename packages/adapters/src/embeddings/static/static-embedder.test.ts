import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { describeEmbedder } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { createStaticEmbedder } from "./static-embedder.ts";
import { loadStaticTable } from "./static-table.ts";
import { createTokenizer } from "./tokenize.ts";

interface Agreed {
  readonly text: string;
  readonly ids: readonly number[];
  /** The first components, rounded to five places. */
  readonly vector: readonly number[];
}

const agreed: readonly Agreed[] = JSON.parse(readFileSync(new URL("./agreement.fixture.json", import.meta.url), "utf8"));
const table = loadStaticTable();
const embedder = createStaticEmbedder(table);

describeEmbedder("the built-in static model", () => embedder);

test("the fixture covers texts with and without known words", () => {
  expect(agreed.length).toBeGreaterThanOrEqual(40);
  expect(agreed.filter(({ ids }) => ids.length > 0).length).toBeGreaterThan(25);
  expect(agreed.filter(({ ids }) => ids.length === 0).length).toBeGreaterThan(3);
});

// The tokens and vectors that the training code gave: another split would make the table meaningless, and stored vectors wrong.
test.for(agreed)("agrees with the recorded tokens and vector of $text", async ({ text, ids, vector }) => {
  const tokens: number[] = [];
  createTokenizer(table.vocabulary).tokenize(text, tokens);
  expect(tokens).toEqual(ids);
  const embedded = await embedder.embed([text], "passage");
  expect(embedded).toHaveLength(384);
  for (const [index, value] of vector.entries()) expect(embedded[index], `component ${index}`).toBeCloseTo(value, 4);
  expect(Math.hypot(...embedded)).toBeCloseTo(ids.length > 0 ? 1 : 0, 5);
});

test("another thread gets the table without a copy", async () => {
  const code = `require("node:worker_threads").parentPort.on("message", (table) => { table.scales[0] = 123; postMessage(0); process.exit(); });`;
  const worker = new Worker(`const postMessage = (m) => require("node:worker_threads").parentPort.postMessage(m); ${code}`, { eval: true });
  const own = loadStaticTable();
  const answered = new Promise((resolve) => worker.once("message", resolve));
  worker.postMessage(own);
  await answered;
  expect(own.scales[0], "written by the other thread").toBe(123);
});

test("long work lets others have their turn, and can be aborted between", async () => {
  const texts = Array.from({ length: 20_000 }, () => "The quick brown fox jumps over the lazy dog again and again.");
  let turns = 0;
  const controller = new AbortController();
  const count = (): void => {
    turns++;
    if (turns === 3) controller.abort();
    else setImmediate(count);
  };
  setImmediate(count);
  await expect(embedder.embed(texts, "passage", controller.signal)).rejects.toMatchObject({ code: "aborted" });
  expect(turns).toBe(3);
});
