// Started by startModelProcess, never imported.
import { type LoadedModel, loadModel } from "./load-model.ts";
import { type EmbedAnswer, type EmbedRequest, LOADED, type ModelTask } from "./model-protocol.ts";

const task = JSON.parse(process.argv[2] ?? "{}") as ModelTask;

process.on("disconnect", () => process.exit(0));

const loading = loadModel(task);
loading.then(
  () => say({ id: LOADED, vectors: new Float32Array() }),
  (error: unknown) => say({ id: LOADED, error: { code: "config", message: notLoaded(error) } }),
);
process.on("message", (request: EmbedRequest) => void answer(request));

async function answer({ id, texts }: EmbedRequest): Promise<void> {
  try {
    const model: LoadedModel = await loading;
    say({ id, vectors: await model.embed(texts) });
  } catch (error) {
    say({
      id,
      error: { code: "unavailable", message: `The embedding model failed (${wordsOf(error)}). Try again, or choose another model.` },
    });
  }
}

function say(message: EmbedAnswer): void {
  process.send?.(message);
}

function notLoaded(error: unknown): string {
  return `The embedding model could not be loaded (${wordsOf(error)}). Delete its folder ${task.tokenizerFile.replace(/[^/\\]*$/, "")} and choose the model again.`;
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";
}
