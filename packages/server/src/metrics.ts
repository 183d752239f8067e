import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Ports } from "@smartypants/core";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Serves /metrics on the loopback address, on a listener of its own: it is for the operator's collector, not for people. */
export async function startMetrics({ database, logger }: Ports, port: number): Promise<{ close(): void }> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const stall = new Gauge({
    name: "smartypants_event_loop_delay_max_seconds",
    help: "Longest stall of the main thread since the last scrape.",
    registers: [],
    collect() {
      this.set(delay.max / 1e9);
      delay.reset();
    },
  });
  const waiting = new Gauge({
    name: "smartypants_index_changes_waiting",
    help: "Documents that wait for the indexes.",
    registers: [],
    async collect() {
      this.set(await database.indexChanges.count());
    },
  });
  for (const gauge of [stall, waiting]) registry.registerMetric(gauge);
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, "metrics failed");
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  logger.info({ port: (server.address() as { port: number }).port }, "metrics are served");
  return { close: () => void server.close() };
}
