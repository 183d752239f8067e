import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createSafeFetch } from "../../net/safe-fetch.ts";
import { downloadModel, type DownloadOptions } from "./download-model.ts";
import { findModelFiles } from "./model-files.ts";
import { type HubStub, startHubStub } from "./testing/hub-stub.ts";
import { tinyModel, tinyModelFiles } from "./testing/tiny-model.ts";

const base = mkdtempSync(join(tmpdir(), "smarty-hub-"));
afterAll(() => rmSync(base, { recursive: true }));
const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
const model = tinyModel();
const files = tinyModelFiles();
const WEIGHTS = "/tests/tiny/resolve/c0ffee0c0ffee/onnx/model_quantized.onnx";

interface Setup {
  readonly hub: HubStub;
  readonly folder: string;
  readonly download: (more?: Partial<DownloadOptions>) => Promise<void>;
}

async function setUp(): Promise<Setup> {
  const hub = await startHubStub(model.repository, files);
  onTestFinished(() => hub.close());
  const folder = mkdtempSync(join(base, "models-"));
  const signal = new AbortController().signal;
  return { hub, folder, download: (more) => downloadModel(model, { fetch, hubUrl: hub.url, folder, signal, ...more }) };
}

function expectWhole(folder: string): void {
  for (const [path, content] of files)
    expect(new Uint8Array(readFileSync(join(folder, "tiny", path))), path).toEqual(new Uint8Array(content));
  expect(readdirSync(folder), "nothing else is left").toEqual(["tiny"]);
}

test("a model is fetched with its progress, and not asked for again", async () => {
  const { hub, folder, download } = await setUp();
  const progress: number[] = [];
  await download({ onProgress: ({ doneBytes, totalBytes }) => void progress.push(doneBytes / totalBytes) });
  expectWhole(folder);
  expect(findModelFiles(model, [folder])?.modelFile).toContain("model_quantized.onnx");
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const asked = hub.asked.length;
  await download();
  expect(hub.asked).toHaveLength(asked);
});

test("after a broken connection the rest alone is fetched", async () => {
  const { hub, folder, download } = await setUp();
  hub.script.push("cut");
  await expect(download()).rejects.toMatchObject({ code: "network" });
  expect(findModelFiles(model, [folder]), "half a model is none").toBeNull();
  await download();
  expectWhole(folder);
  const half = Math.floor((files.get("onnx/model_quantized.onnx")?.length ?? 0) / 2);
  expect(hub.asked.filter((path) => path.startsWith(WEIGHTS))).toEqual([WEIGHTS, `${WEIGHTS} bytes=${half}-`]);
});

test("a hub that cannot go on in the middle sends everything, and the model is whole", async () => {
  const { hub, folder, download } = await setUp();
  hub.script.push("cut", "whole");
  await expect(download()).rejects.toMatchObject({ code: "network" });
  await download();
  expectWhole(folder);
});

test("a file that is not what the hub says is thrown away", async () => {
  const { hub, folder, download } = await setUp();
  hub.script.push("damaged");
  await expect(download()).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining("model_quantized.onnx") });
  await download();
  expectWhole(folder);
});

test.for<["silent" | "stalls", string]>([
  ["silent", "before an answer"],
  ["stalls", "in the middle of a file"],
])("a hub that is %s is given up %s", async ([behaviour]) => {
  const { hub, download } = await setUp();
  hub.script.push(behaviour);
  await expect(download({ headersMs: 100, silenceMs: 100 })).rejects.toMatchObject({
    code: "network",
    message: expect.stringContaining("sent nothing for 0.1 s"),
  });
});

test("a refusal names the hub and the file", async () => {
  const { hub, download } = await setUp();
  hub.script.push("refused");
  await expect(download()).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("503") });
});

test("what is no hub is told apart from one that is away", async () => {
  const { hub, download } = await setUp();
  await expect(download({ hubUrl: `${hub.url}/elsewhere` })).rejects.toMatchObject({ code: "unavailable" });
});

test("cancelling ends it, and keeps what has arrived", async () => {
  const { hub, folder, download } = await setUp();
  hub.script.push("stalls");
  const controller = new AbortController();
  await expect(download({ signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({ name: "AbortError" });
  expect(readdirSync(join(folder, ".tiny.download"), { recursive: true })).toContain(join("onnx", "model_quantized.onnx.part"));
});
