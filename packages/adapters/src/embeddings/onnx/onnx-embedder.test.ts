import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeEmbedder } from "@smartypants/sdk/testing";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { requireModelFiles } from "./model-files.ts";
import { createOnnxEmbedder, type OnnxEmbedder, type OnnxEmbedderOptions } from "./onnx-embedder.ts";
import { tinyModel, writeTinyModel } from "./testing/tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "smarty-onnx-"));
writeTinyModel(folder);
const misbehavingProcess = new URL("./testing/misbehaving-process.ts", import.meta.url);
const embedders: OnnxEmbedder[] = [];

afterEach(async () => {
  await Promise.all(embedders.splice(0).map((embedder) => embedder.close()));
});
const shared = createOnnxEmbedder({ model: tinyModel(), files: () => requireModelFiles(tinyModel(), [folder]) });
afterAll(async () => {
  await shared.close();
  rmSync(folder, { recursive: true });
});

describeEmbedder("a tiny ONNX model", () => shared);

function open(options: Partial<OnnxEmbedderOptions> = {}): OnnxEmbedder {
  const model = options.model ?? tinyModel();
  const embedder = createOnnxEmbedder({ model, files: () => requireModelFiles(tinyModel(), [folder]), ...options });
  embedders.push(embedder);
  return embedder;
}

function misbehaving(options: Partial<OnnxEmbedderOptions> = {}): OnnxEmbedder {
  return open({ entry: misbehavingProcess, ...options });
}

/** The process that embedded the text tells its id in the numbers. */
async function pidOf(embedder: OnnxEmbedder, text = "anything"): Promise<number> {
  const [value = 0] = await embedder.embed([text], "passage");
  return Math.round(value * 2 ** 24);
}

test("mean and first-token pooling give different vectors, and the prefix of a question counts", async () => {
  const texts = ["bicycles in the cellar"];
  const mean = await shared.embed(texts, "passage");
  expect(await open({ model: tinyModel({ pooling: "cls" }) }).embed(texts, "passage")).not.toEqual(mean);
  const prefixed = open({ model: tinyModel({ prefixes: { query: "query: ", passage: "" } }) });
  expect(await prefixed.embed(texts, "passage")).toEqual(mean);
  expect(await prefixed.embed(texts, "query")).toEqual(await shared.embed(["query: bicycles in the cellar"], "query"));
  expect(await prefixed.embed([""], "query"), "nothing but the prefix").toEqual(new Float32Array(8));
});

test("what goes beyond the model's tokens is not read", async () => {
  const short = open({ model: tinyModel({ maxTokens: 8 }) });
  const [one, other] = [await short.embed(["abcdef ghi"], "passage"), await short.embed(["abcdef xyz and much more"], "passage")];
  expect(one).toEqual(other);
  expect(one).not.toEqual(await short.embed(["abcdex xyz"], "passage"));
});

describe("a process that fails", () => {
  test("is started again, and the text it died of is tried once more", async () => {
    const embedder = misbehaving();
    const before = await pidOf(embedder);
    const after = await pidOf(embedder, `crash once ${join(folder, "once")}`);
    expect(after).not.toBe(before);
    expect(await pidOf(embedder)).toBe(after);
  });

  test("twice of the same text fails that text alone", async () => {
    const embedder = misbehaving();
    const [crash, next] = await Promise.allSettled([embedder.embed(["crash"], "passage"), pidOf(embedder)]);
    expect(crash).toMatchObject({ status: "rejected", reason: { code: "unavailable", message: expect.stringContaining("onnx/tiny") } });
    expect(next).toMatchObject({ status: "fulfilled", value: expect.any(Number) });
  });

  test("to answer in time is ended", async () => {
    const embedder = misbehaving({ requestMs: 50 });
    await expect(embedder.embed(["hang"], "passage")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("to load in time is ended", async () => {
    const files = { modelFile: "never-loads", tokenizerFile: "t", tokenizerSettingsFile: null };
    await expect(misbehaving({ loadMs: 50, files: () => files }).embed(["a"], "passage")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("with an answer of the wrong shape gives no vectors", async () => {
    await expect(misbehaving().embed(["nonsense"], "passage")).rejects.toMatchObject({ code: "unavailable" });
  });
});

test("a damaged model file says what to do, and a repaired one is read without a restart of ours", async () => {
  const own = mkdtempSync(join(folder, "damaged-"));
  writeTinyModel(own);
  writeFileSync(join(own, "tiny", "onnx/model_quantized.onnx"), "not a model");
  const embedder = open({ files: () => requireModelFiles(tinyModel(), [own]) });
  await expect(embedder.embed(["a"], "passage")).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("Delete its folder"),
  });
  writeTinyModel(own);
  expect(await embedder.embed(["a"], "passage")).toEqual(await shared.embed(["a"], "passage"));
});

test("missing files name the folders that were looked through", async () => {
  const embedder = open({ files: () => requireModelFiles(tinyModel(), [join(folder, "nowhere")]) });
  await expect(embedder.embed(["a"], "passage")).rejects.toMatchObject({ code: "config", message: expect.stringContaining("nowhere") });
});

describe("life of the process", () => {
  test("without work it ends, and the next text starts another", async () => {
    const embedder = misbehaving({ idleMs: 20 });
    const first = await pidOf(embedder);
    await expect.poll(() => isRunning(first)).toBe(false);
    expect(await pidOf(embedder)).not.toBe(first);
  });

  test("a question goes before texts that wait", async () => {
    const embedder = misbehaving();
    const done: string[] = [];
    const note = (what: string) => () => void done.push(what);
    const texts = Array.from({ length: 40 }, (_, at) => `text ${at}`);
    await Promise.all([embedder.embed(texts, "passage").then(note("texts")), embedder.embed(["question"], "query").then(note("question"))]);
    expect(done).toEqual(["question", "texts"]);
  });

  test("an aborted text is given up at once, and the next one is embedded", async () => {
    const embedder = misbehaving({ requestMs: 200 });
    const controller = new AbortController();
    const hanging = embedder.embed(["hang"], "passage", controller.signal);
    controller.abort();
    await expect(hanging).rejects.toMatchObject({ code: "aborted" });
    expect(await pidOf(embedder)).toBeGreaterThan(0);
  });

  test("closing rejects what runs and waits, and leaves no process", async () => {
    const embedder = misbehaving();
    const pid = await pidOf(embedder);
    const work = [embedder.embed(["hang"], "passage"), embedder.embed(["waiting"], "passage")];
    const settled = Promise.allSettled(work);
    await embedder.close();
    for (const each of await settled) expect(each).toMatchObject({ status: "rejected", reason: { code: "aborted" } });
    expect(isRunning(pid)).toBe(false);
    await expect(pidOf(embedder)).rejects.toMatchObject({ code: "aborted" });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // "no such process" is thrown
  }
}
