import { describeEmbedder } from "@smartypants/sdk/testing";
import { describe, expect, test } from "vitest";
import { findModelFiles, requireModelFiles } from "./model-files.ts";
import { createOnnxEmbedder } from "./onnx-embedder.ts";
import { ONNX_MODELS } from "./onnx-models.ts";

// The models are too large for the repository: whoever has some names their folder.
// oxlint-disable-next-line node/no-process-env -- a path that only this test needs
const folders = [process.env["SMARTY_TEST_MODELS_DIR"] ?? ""].filter((each) => each !== "");

describe.each(ONNX_MODELS)("$id", (model) => {
  const hasFiles = findModelFiles(model, folders) !== null;

  describe.runIf(hasFiles)("with its files", () => {
    describeEmbedder(model.name, () => createOnnxEmbedder({ model, files: () => requireModelFiles(model, folders) }));

    test("finds the passage that shares no word with the question", async () => {
      const embedder = createOnnxEmbedder({ model, files: () => requireModelFiles(model, folders) });
      const [query] = rows(await embedder.embed(["How long can new parents stay home?"], "query"), model.dimensions);
      const passages = ["Parental leave is twelve weeks after the birth of a child.", "The car park closes at ten in the evening."];
      const [right, wrong] = rows(await embedder.embed(passages, "passage"), model.dimensions);
      expect(cosine(query, right)).toBeGreaterThan(cosine(query, wrong) + 0.05);
      await embedder.close();
    });
  });
});

function rows(vectors: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimensions }, (_, at) => vectors.subarray(at * dimensions, (at + 1) * dimensions));
}

function cosine(one: Float32Array | undefined, other: Float32Array | undefined): number {
  return (one ?? new Float32Array()).reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0);
}
