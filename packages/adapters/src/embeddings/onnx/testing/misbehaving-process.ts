// A stand-in for embedding-process.ts: it does what the first text of a piece tells it.
import { existsSync, writeFileSync } from "node:fs";
import { type EmbedRequest, LOADED, type ModelTask } from "../model-protocol.ts";

const task = JSON.parse(process.argv[2] ?? "{}") as ModelTask;

process.on("disconnect", () => process.exit(0));
if (!task.modelFile.endsWith("never-loads")) process.send?.({ id: LOADED, vectors: new Float32Array() });
process.on("message", ({ id, texts }: EmbedRequest) => {
  const [behaviour = ""] = texts;
  if (behaviour === "crash") process.exit(3);
  if (behaviour === "hang") return;
  // The first process dies of it, the next one does not.
  const once = /^crash once (.+)$/.exec(behaviour)?.[1];
  if (once !== undefined && !existsSync(once)) {
    writeFileSync(once, "died");
    process.exit(3);
  }
  const vectors = new Float32Array(texts.length * task.dimensions);
  vectors.fill(behaviour === "nonsense" ? Number.NaN : process.pid / 2 ** 24);
  process.send?.({ id, vectors });
});
