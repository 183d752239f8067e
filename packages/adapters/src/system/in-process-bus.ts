import type { BusEvents, EventBus, Logger } from "@smartypants/core";

type Listener = (event: never) => void;

/** Events within one process; a listener that throws is logged and does not keep the others from hearing. */
export function createInProcessBus(logger: Pick<Logger, "error">): EventBus {
  const listeners = new Map<keyof BusEvents, Set<Listener>>();
  return {
    publish: (topic, event) => {
      for (const listener of listeners.get(topic) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          logger.error({ err: error, topic }, "a listener of the bus failed");
        }
      }
    },
    subscribe: (topic, listener) => {
      const known = listeners.get(topic) ?? new Set<Listener>();
      known.add(listener as Listener);
      listeners.set(topic, known);
      return () => void known.delete(listener as Listener);
    },
  };
}
