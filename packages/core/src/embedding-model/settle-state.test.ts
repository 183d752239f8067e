import { expect, test } from "vitest";
import type { EmbeddingChoice, LocalEmbeddingModel } from "../ports/semantic.ts";
import { settleState } from "./settle-state.ts";
import type { EmbeddingState } from "./state.ts";

const LOCAL: readonly LocalEmbeddingModel[] = ["smartypants/static-en", "onnx/here", "onnx/absent"].map((model) => ({
  model,
  dimensions: 384,
  licence: "MIT",
  languages: "English",
  downloadBytes: 1,
  isPresent: model !== "onnx/absent",
}));
const STATIC = choiceOf("smartypants/static-en");
const HERE = choiceOf("onnx/here");

function choiceOf(model: string, dimensions: number | null = 384): EmbeddingChoice {
  return { model, connection: null, dimensions };
}

function nextOf(state: EmbeddingState): unknown {
  return state.next === null ? null : [state.next.choice?.model ?? "none", state.next.phase, state.next.auto];
}

interface World {
  readonly named?: string;
  readonly stored?: EmbeddingState;
  readonly hasPassages?: boolean;
  readonly indexed?: EmbeddingChoice;
}

async function settle({
  named,
  stored,
  hasPassages = false,
  indexed,
}: World): Promise<{ readonly state: EmbeddingState; readonly jobs: number }> {
  let value: unknown = stored;
  let jobs = 0;
  const tx = {
    settings: { get: async () => value, set: async (_key: string, set: unknown) => void (value = set) },
    indexChanges: { indexedChunks: async () => (hasPassages ? [{ chunkId: 1, documentId: "d" }] : []) },
    jobs: { add: async () => String((jobs += 1)) },
  };
  const ports = {
    database: { transaction: async (work: (given: typeof tx) => Promise<unknown>) => work(tx) },
    clock: { now: () => 7 },
    embeddingModels: { named: named ?? null, local: () => LOCAL },
  };
  // It asks for nothing else of its ports.
  const state = await settleState(ports as unknown as Parameters<typeof settleState>[0], indexed ?? null);
  expect(value).toEqual(state);
  return { state, jobs };
}

function using(current: EmbeddingChoice | null, more: Partial<EmbeddingState> = {}): EmbeddingState {
  return { current, next: null, previous: null, ...more };
}

function coming(choice: EmbeddingChoice | null, phase: "building" | "failed" | "ready") {
  const rest = { questions: [], requestedBy: "u", startedAt: 1, done: 0, total: 0, error: null, comparison: null };
  return { choice, auto: false, phase, ...rest };
}

test.for<[string, World, EmbeddingChoice | null, unknown, number]>([
  ["a new instance uses the built-in model", {}, STATIC, null, 0],
  ["a new instance uses what is named and present", { named: "onnx/here" }, HERE, null, 0],
  ["a new instance without the named model's files fetches them", { named: "onnx/absent" }, null, ["onnx/absent", "waiting", true], 1],
  ["a provider is asked for the length of its vectors first", { named: "openai/x" }, null, ["openai/x", "waiting", true], 1],
  ["none is a choice", { named: "none" }, null, null, 0],
  ["an index from before any choice is used on", { hasPassages: true, indexed: STATIC }, STATIC, null, 0],
  ["documents indexed by words only get vectors", { hasPassages: true }, null, ["smartypants/static-en", "waiting", true], 1],
  ["what is stored counts where nothing is named", { stored: using(HERE), hasPassages: true }, HERE, null, 0],
  [
    "what is named goes before what is stored, and the old one serves on",
    { named: "onnx/here", stored: using(STATIC), hasPassages: true },
    STATIC,
    ["onnx/here", "waiting", true],
    1,
  ],
  ["without a passage nothing has to be built", { named: "onnx/here", stored: using(STATIC) }, HERE, null, 0],
  [
    "one under way goes on",
    { stored: using(STATIC, { next: coming(HERE, "building") }), hasPassages: true },
    STATIC,
    ["onnx/here", "building", false],
    1,
  ],
  [
    "one that is ready waits to be used",
    { stored: using(STATIC, { next: coming(HERE, "ready") }), hasPassages: true },
    STATIC,
    ["onnx/here", "ready", false],
    0,
  ],
  [
    "one that was named and has failed is tried again",
    { named: "onnx/here", stored: using(STATIC, { next: coming(HERE, "failed") }), hasPassages: true },
    STATIC,
    ["onnx/here", "waiting", true],
    1,
  ],
  [
    "a model in use whose files have gone stays the one in use, and they are fetched",
    { stored: using(choiceOf("onnx/absent")), hasPassages: true },
    choiceOf("onnx/absent"),
    null,
    1,
  ],
])("%s", async ([, world, current, next, jobs]) => {
  const settled = await settle(world);
  expect(settled.state.current).toEqual(current);
  expect(nextOf(settled.state)).toEqual(next);
  expect(settled.jobs).toBe(jobs);
});
