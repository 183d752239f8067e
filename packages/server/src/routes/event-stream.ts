import { cancelRun, streamEvents } from "@smartypants/core";
import { isSmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Env } from "../http/env.ts";

const KEEP_ALIVE_MS = 15_000;

interface Options {
  readonly runId: string;
  readonly after: number;
  /** A stream that cannot be resumed stops its run when its reader goes. */
  readonly stopsWithReader: boolean;
}

/** Server-sent events of a run: `id` is the sequence (send it back as `Last-Event-ID`), `event` the type, `data` JSON. */
export function sendEvents(c: Context<Env>, { runId, after, stopsWithReader }: Options): Response {
  const { ports, actor } = c.var;
  // nginx holds answers back unless it is told not to.
  c.header("X-Accel-Buffering", "no");
  c.header("Cache-Control", "no-store");
  return streamSSE(c, async (stream) => {
    const controller = new AbortController();
    stream.onAbort(() => {
      controller.abort();
      if (stopsWithReader)
        cancelRun(ports, actor, runId).catch((error: unknown) => ports.logger.warn({ err: error, runId }, "a run was not stopped"));
    });
    const keepAlive = setInterval(() => void stream.write(": still here\n\n"), KEEP_ALIVE_MS);
    try {
      for await (const event of streamEvents(ports, actor, runId, after, controller.signal)) {
        await stream.writeSSE({ id: String(event.sequence), event: event.type, data: JSON.stringify(event.data) });
      }
    } catch (error) {
      // The head is sent already: the error can only be an event.
      if (!isSmartyError(error)) ports.logger.error({ err: error, runId }, "an event stream failed");
      const data = isSmartyError(error)
        ? { code: error.code, message: error.message }
        : { code: "internal", message: "The stream broke. Ask for it again." };
      await stream.writeSSE({ event: "error", data: JSON.stringify(data) });
    } finally {
      clearInterval(keepAlive);
    }
  });
}
