import type { MessagePort } from "node:worker_threads";
import type { BusEvents, EventBus } from "@smartypants/core";

interface Notice {
  readonly topic: keyof BusEvents;
  readonly event: BusEvents[keyof BusEvents];
}

/** The ingest thread's bus: it only publishes; the main thread passes the events on. */
export function createBusOverPort(port: MessagePort): EventBus {
  return {
    publish: (topic, event) => port.postMessage({ topic, event } satisfies Notice),
    subscribe: () => {
      throw new Error("the ingest thread does not listen to the bus");
    },
  };
}

/** The main thread's end. */
export function forwardNotices(port: MessagePort, bus: EventBus): void {
  port.on("message", ({ topic, event }: Notice) => bus.publish(topic, event));
  // An open port alone must not keep the process alive.
  port.unref();
}
