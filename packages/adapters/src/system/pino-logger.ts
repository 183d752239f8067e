import { isMainThread } from "node:worker_threads";
import type { Logger } from "@smartypants/core";
import { type DestinationStream, type Logger as Pino, type LoggerOptions as PinoOptions, pino } from "pino";
import { prettyDestination } from "./pretty-destination.ts";
import { redact, redactText } from "./redact.ts";

export interface LoggerOptions {
  readonly level: "debug" | "info" | "warn" | "error";
  /** For people at a terminal; a line of JSON each otherwise. */
  readonly pretty?: boolean;
  /** Standard error unless told. */
  readonly destination?: DestinationStream;
}

export interface ChildLogger extends Logger {
  /** A logger whose lines all carry `bindings`. */
  child(bindings: Readonly<Record<string, unknown>>): ChildLogger;
}

/** A log without secrets, whose every entry is one line whatever the message. */
export function createLogger({ level, pretty = false, destination = standardError() }: LoggerOptions): ChildLogger {
  const stream = pretty ? prettyDestination(destination) : destination;
  const setup: PinoOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Errors are plain by then; pino would write them anew and join the messages of their causes.
    serializers: { err: (error: unknown) => error },
  };
  return wrap(pino(setup, stream));
}

/** Unwritten lines are kept for the end of the process by the main thread only. */
function standardError(): DestinationStream {
  return pino.destination({ fd: 2, sync: !isMainThread });
}

function wrap(logger: Pino): ChildLogger {
  const log = (level: "debug" | "info" | "warn" | "error", fields: Readonly<Record<string, unknown>>, message: string): void => {
    if (logger.isLevelEnabled(level)) logger[level](redact(fields), redactText(message));
  };
  return {
    debug: (fields, message) => log("debug", fields, message),
    info: (fields, message) => log("info", fields, message),
    warn: (fields, message) => log("warn", fields, message),
    error: (fields, message) => log("error", fields, message),
    child: (bindings) => wrap(logger.child(redact(bindings))),
  };
}
