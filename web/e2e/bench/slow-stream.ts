import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlowStream {
  readonly url: string;
  /** Begins to send to whoever is connected, one event each `everyMs`. */
  start(): void;
  close(): void;
}

export interface StreamedEvent {
  readonly type: string;
  readonly data: object;
}

/** A run's events over a connection of their own, so that the page reads them as it does a server's. */
export async function openSlowStream(events: readonly StreamedEvent[], everyMs: number): Promise<SlowStream> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  let at = 0;
  const tick = (): void => {
    const event = events[at];
    at += 1;
    if (event === undefined) {
      clearInterval(timer);
      for (const each of listeners) each.end();
      return;
    }
    for (const each of listeners) each.write(`id: ${at}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    start: () => {
      timer = setInterval(tick, everyMs);
    },
    close: () => {
      clearInterval(timer);
      for (const each of listeners) each.destroy();
      server.close();
    },
  };
}
