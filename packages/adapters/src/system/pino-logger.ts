import { isMainThread } from "node:worker_threads";
import type { Logger, LogLevel, NewLogEntry } from "@smartypants/core";
import { type DestinationStream, type Logger as Pino, type LoggerOptions as PinoOptions, pino } from "pino";
import { keptLine } from "./kept-line.ts";
import { logContext } from "./log-context.ts";
import { prettyDestination } from "./pretty-destination.ts";
import { redact, redactText } from "./redact.ts";

export interface LoggerOptions {
  readonly level: LogLevel;
  /** For people at a terminal; a line of JSON each otherwise. */
  readonly pretty?: boolean;
  /** Standard error unless told. */
  readonly destination?: DestinationStream;
}

export interface ChildLogger extends Logger {
  /** A logger whose lines all carry `bindings`. */
  child(bindings: Readonly<Record<string, unknown>>): ChildLogger;
}

type Keep = (entry: NewLogEntry) => void;

export interface ServerLogger extends ChildLogger {
  readonly level: LogLevel;
  /** From now on, for its children too. */
  setLevel(level: LogLevel): void;
  /** Called with each new level. Returns the function that ends it. */
  onLevel(listener: (level: LogLevel) => void): () => void;
  /** From now on `keep` is given every line besides; it may neither wait nor throw. */
  tap(keep: Keep): void;
  /** Keeps a line that another thread has written. */
  pass(entry: NewLogEntry): void;
}

const RANKS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

/** A log without secrets, whose every entry is one line whatever the message. What is logged for a request or a job carries its ids. */
export function createLogger({ level, pretty = false, destination = standardError() }: LoggerOptions): ServerLogger {
  const stream = pretty ? prettyDestination(destination) : destination;
  const setup: PinoOptions = {
    // The level that holds is ours: it changes for all children at once.
    level: "debug",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Errors are plain by then; pino would write them anew and join the messages of their causes.
    serializers: { err: (error: unknown) => error },
  };
  const state: State = { level, keep: () => {} };
  const listeners = new Set<(level: LogLevel) => void>();
  return {
    ...wrap(pino(setup, stream), state),
    get level() {
      return state.level;
    },
    setLevel: (next) => {
      if (next === state.level) return;
      state.level = next;
      for (const listener of listeners) listener(next);
    },
    onLevel: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tap: (keep) => void (state.keep = keep),
    pass: (entry) => state.keep(entry),
  };
}

/** Unwritten lines are kept for the end of the process by the main thread only. */
function standardError(): DestinationStream {
  return pino.destination({ fd: 2, sync: !isMainThread });
}

interface State {
  level: LogLevel;
  keep: Keep;
}

function wrap(logger: Pino, state: Readonly<State>, bindings: Readonly<Record<string, unknown>> = {}): ChildLogger {
  const log = (level: LogLevel, fields: Readonly<Record<string, unknown>>, text: string): void => {
    if (RANKS[level] < RANKS[state.level]) return;
    const plain = redact({ ...logContext(), ...fields });
    const message = redactText(text);
    logger[level](plain, message);
    state.keep(keptLine({ at: Date.now(), level, message, fields: { ...bindings, ...plain } }));
  };
  return {
    debug: (fields, message) => log("debug", fields, message),
    info: (fields, message) => log("info", fields, message),
    warn: (fields, message) => log("warn", fields, message),
    error: (fields, message) => log("error", fields, message),
    child: (more) => {
      const plain = redact(more);
      return wrap(logger.child(plain), state, { ...bindings, ...plain });
    },
  };
}
