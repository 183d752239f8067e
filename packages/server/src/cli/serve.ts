import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type RunningServer, startServer, type StartOptions } from "../start-server.ts";
import { errorCodeOf } from "../backup/io-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

const STOP_MS = 30_000;

/** Starts a server; what keeps it from starting is said with what to do about it. */
export async function startOrExplain(options: StartOptions): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (error) {
    throw explain(error, options.config);
  }
}

function explain(error: unknown, { host, port }: StartOptions["config"]): unknown {
  switch (errorCodeOf(error) ?? "") {
    case "EADDRINUSE":
      return new SmartyError("conflict", `Port ${port} is taken by another program. Stop that, or choose another port with --port.`, {
        cause: error,
      });
    case "EACCES":
      return new SmartyError("config", `Port ${port} is not for ordinary users. Choose one above 1023 with --port.`, { cause: error });
    case "EADDRNOTAVAIL":
      return new SmartyError("config", `This machine has no address ${host}. Choose another with --host; 0.0.0.0 stands for all of them.`, {
        cause: error,
      });
    default:
      return error;
  }
}

/** Serves until the signal aborts or the server cannot go on, then stops within 30 seconds. */
export async function serveUntilStopped(server: RunningServer, signal: AbortSignal, logger: Logger): Promise<ExitCode> {
  const died = new Promise<Error>((resolve) => server.instance.onDeath(resolve));
  const ended = await Promise.race([died, signal.aborted ? null : once(signal, "abort").then(() => null)]);
  if (ended !== null) {
    logger.error({ err: ended }, "a thread without which nothing works has died; the server stops");
    return EXIT.failure;
  }
  logger.info({}, "stopping; once more to stop at once");
  const isStopped = await Promise.race([server.stop().then(() => true), sleep(STOP_MS, false, { ref: false })]);
  if (!isStopped) logger.warn({ afterMs: STOP_MS }, "not everything came to an end in time; it goes on with the next start");
  return EXIT.ok;
}
