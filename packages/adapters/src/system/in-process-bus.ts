import type { BusEvents, EventBus, Logger } from "@smartypants/core";
import { outOfLogContext } from "./log-context.ts";

type Listeners = { readonly [Topic in keyof BusEvents]: Set<{ readonly hear: (event: BusEvents[Topic]) => void }> };

/** Events within one process, heard before `publish` returns. A listener that throws is logged and does not keep the others from hearing. */
export function createInProcessBus(logger: Pick<Logger, "error">): EventBus {
  const listeners: Listeners = {
    "run-event": new Set(),
    "run-cancel": new Set(),
    "sync-progress": new Set(),
    "job-added": new Set(),
    settings: new Set(),
  };
  return {
    publish: (topic, event) => {
      const known = listeners[topic];
      // A copy: who subscribes while hearing hears the next event, not this one.
      const present = Array.from(known);
      for (const listener of present) {
        if (!known.has(listener)) continue;
        try {
          // What hears it works for itself, not for the request that caused it.
          outOfLogContext(() => listener.hear(event));
        } catch (error) {
          logger.error({ err: error, topic }, "a listener of the bus failed");
        }
      }
    },
    subscribe: (topic, hear) => {
      // An object of its own: the same function may subscribe twice.
      const listener = { hear };
      listeners[topic].add(listener);
      return () => void listeners[topic].delete(listener);
    },
  };
}
