import { MessageChannel, type MessagePort } from "node:worker_threads";
import { defineEmbedder, type Embedder, SmartyError } from "@smartypants/sdk";
import { createCaller, serveCalls } from "../threads/rpc.ts";

/** What another thread must know of an embedder to use it. */
export type EmbedderAbout = Omit<Embedder, "embed">;

export function aboutEmbedder({ id, dimensions, fusionWeight, maxCharacters }: Embedder): EmbedderAbout {
  return { id, dimensions, fusionWeight, maxCharacters };
}

/** A port for `createEmbedderClient`; it may be moved to another thread. */
export function connectEmbedder(embedder: Embedder): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const running = new Map<number, AbortController>();
  serveCalls(port1, {
    embed: async (id: number, texts: readonly string[], kind: "query" | "passage") => {
      const controller = new AbortController();
      running.set(id, controller);
      try {
        return await embedder.embed(texts, kind, controller.signal);
      } finally {
        running.delete(id);
      }
    },
    abort: (id: number) => running.get(id)?.abort(),
  });
  port1.on("close", () => {
    for (const controller of running.values()) controller.abort();
  });
  // An open port alone must not keep the process alive.
  port1.unref();
  return port2;
}

/** The embedder of another thread: one process, one connection and one set of limits for all. */
export function createEmbedderClient(about: EmbedderAbout, port: MessagePort): Embedder {
  const caller = createCaller(port, "embedding");
  let lastId = 0;
  return defineEmbedder({
    ...about,
    embed: async (texts, kind, signal) => {
      if (signal?.aborted === true) throw aborted(signal);
      const id = ++lastId;
      const gaveUp = Promise.withResolvers<never>();
      const abort = (): void => {
        if (signal !== undefined) gaveUp.reject(aborted(signal));
        void caller.call("abort", [id]).catch(() => {});
      };
      signal?.addEventListener("abort", abort, { once: true });
      try {
        return await Promise.race([caller.call<Float32Array>("embed", [id, texts, kind]), gaveUp.promise]);
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
  });
}

function aborted(signal: AbortSignal): SmartyError {
  return new SmartyError("aborted", "Embedding was cancelled.", { cause: signal.reason });
}
