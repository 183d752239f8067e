import { defineEmbedder, type Embedder, SmartyError } from "@smartypants/sdk";
import { describeEmbedder } from "@smartypants/sdk/testing";
import { expect, onTestFinished, test } from "vitest";
import { aboutEmbedder, connectEmbedder, createEmbedderClient } from "./embedder-port.ts";
import { createStaticEmbedder } from "./static/static-embedder.ts";

function through(embedder: Embedder): Embedder {
  const port = connectEmbedder(embedder);
  onTestFinished(() => port.close());
  return createEmbedderClient(aboutEmbedder(embedder), port);
}

const model = createStaticEmbedder();
const about = aboutEmbedder(model);
describeEmbedder("a client of another thread's embedder", () => createEmbedderClient(about, connectEmbedder(model)));

test("the error that comes back is the one that was thrown", async () => {
  const embed = async (): Promise<never> => {
    throw new SmartyError("rate_limited", "Wait a minute.", { retryAfterMs: 60_000 });
  };
  await expect(through(defineEmbedder({ ...about, embed })).embed(["a"], "query")).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterMs: 60_000,
  });
});

// Otherwise work that nobody waits for would go on at a provider, for money.
test("giving up ends the work at the other end", async () => {
  const told = Promise.withResolvers<void>();
  const embed: Embedder["embed"] = (_texts, _kind, signal) => new Promise(() => signal?.addEventListener("abort", () => told.resolve()));
  const controller = new AbortController();
  const work = through(defineEmbedder({ ...about, embed })).embed(["a"], "passage", controller.signal);
  setImmediate(() => controller.abort());
  await expect(work).rejects.toMatchObject({ code: "aborted" });
  await told.promise;
});
