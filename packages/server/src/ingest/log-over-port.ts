import type { MessagePort } from "node:worker_threads";
import { createLogger, type ServerLogger } from "@smartypants/adapters";
import type { LogLevel, NewLogEntry } from "@smartypants/core";

/** The ingest thread's logger: it writes by itself, and passes its lines on to be stored where the others are. */
export function createLoggerOverPort(port: MessagePort, level: LogLevel): ServerLogger {
  const logger = createLogger({ level });
  logger.tap((entry) => port.postMessage({ ...entry, part: "ingest" } satisfies NewLogEntry));
  port.on("message", (next: LogLevel) => logger.setLevel(next));
  port.unref();
  return logger;
}

/** The main thread's end. Returns the function that ends it. */
export function followLog(port: MessagePort, logger: ServerLogger): () => void {
  port.on("message", (entry: NewLogEntry) => logger.pass(entry));
  // An open port alone must not keep the process alive.
  port.unref();
  return logger.onLevel((level) => port.postMessage(level));
}
