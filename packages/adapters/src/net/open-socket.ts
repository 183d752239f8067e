import { type HttpSocket, isSmartyError, SmartyError } from "@smartypants/sdk";
import { WebSocket } from "ws";
import { connectOptions } from "./dial.ts";
import type { FindRoute } from "./find-route.ts";

export interface SocketOptions {
  readonly findRoute: FindRoute;
  readonly timeoutMs: number;
  /** Without a word for so long the other side is asked for one; without an answer for as long again the connection counts as lost. */
  readonly quietMs?: number;
}

const QUIET_MS = 60_000;
const MAX_MESSAGE_BYTES = 4 * 2 ** 20;
/** Messages that wait to be read; more stay with the other side. */
const READ_AHEAD = 64;
const GOODBYE_MS = 2000;
const OPTIONS = {
  headers: { "user-agent": "SmartyPants" },
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  closeTimeout: GOODBYE_MS,
};
/** Of RFC 6455: without a goodbye. */
const LOST = 1006;
const NORMAL = 1000;

/** A WebSocket by the one way out, as text. Throws as `SafeFetch` does; what is lost later fails the reading with `network`. */
export async function openSocket(
  { findRoute, timeoutMs, quietMs = QUIET_MS }: SocketOptions,
  text: string,
  signal: AbortSignal,
): Promise<HttpSocket> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "ws:" && url.protocol !== "wss:"))
    throw new SmartyError("invalid", "Only ws and wss addresses can be connected to.");
  const opening = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const route = await findRoute(new URL(url.href.replace(/^ws/, "http")), opening);
    const options = { ...OPTIONS, ...(await connectOptions(url, route, opening)) };
    opening.throwIfAborted();
    const socket = new WebSocket(url, options);
    return await opened(socket, url.host, { opening, signal, quietMs });
  } catch (error) {
    if (isSmartyError(error)) throw error;
    if (signal.aborted) throw notNeeded(error);
    throw new SmartyError("network", `${url.host} cannot be reached for a live connection.`, { cause: error });
  }
}

interface Carrying {
  /** Ends the connection, whenever it aborts. */
  readonly signal: AbortSignal;
  readonly quietMs: number;
}

function opened(
  socket: WebSocket,
  host: string,
  { opening, ...carrying }: Carrying & { readonly opening: AbortSignal },
): Promise<HttpSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpSocket>();
  const giveUp = (): void => socket.terminate();
  opening.addEventListener("abort", giveUp);
  // Before the first message, which may have come with the greeting.
  socket.once("open", () => resolve(carryText(socket, carrying)));
  socket.once("unexpected-response", (request, { statusCode }) => {
    request.destroy();
    reject(new SmartyError("network", `${host} answered ${statusCode} instead of opening a live connection.`));
  });
  socket.on("error", reject);
  return promise.finally(() => opening.removeEventListener("abort", giveUp));
}

function carryText(socket: WebSocket, { signal, quietMs }: Carrying): HttpSocket {
  let output: ReadableStreamDefaultController<string> | undefined;
  const finish = (error?: SmartyError): void => {
    pulse.stop();
    signal.removeEventListener("abort", abort);
    if (error === undefined) output?.close();
    else output?.error(error);
    output = undefined;
    if (error !== undefined) socket.terminate();
  };
  const abort = (): void => finish(notNeeded());
  const pulse = createPulse(socket, quietMs, () => finish(lost()));
  const sayGoodbye = (): void => {
    socket.close(NORMAL);
    finish();
  };
  const readable = new ReadableStream<string>(
    {
      start: (controller) => void (output = controller),
      pull: () => socket.resume(),
      cancel: () => {
        // It is closed already.
        output = undefined;
        sayGoodbye();
      },
    },
    { highWaterMark: READ_AHEAD },
  );
  socket.on("message", (data, isBinary) => {
    pulse.heard();
    if (!isBinary && Buffer.isBuffer(data)) output?.enqueue(data.toString());
    if ((output?.desiredSize ?? 1) <= 0) socket.pause();
  });
  socket.on("error", (error) => finish(isTooLong(error) ? tooLong(error) : lost(error)));
  socket.on("close", (code) => finish(code === LOST ? lost() : undefined));
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  return { readable, writable: createWritable(socket, sayGoodbye) };
}

function createWritable(socket: WebSocket, sayGoodbye: () => void): WritableStream<string> {
  return new WritableStream<string>({
    write: (text) =>
      new Promise((resolve, reject) => {
        socket.send(text, (error) => (error === undefined || error === null ? resolve() : reject(lost(error))));
      }),
    close: sayGoodbye,
    abort: sayGoodbye,
  });
}

/** Asks a silent peer for a sign of life, and calls `onLost` when none comes. While nobody reads, nothing can be heard. */
function createPulse(socket: WebSocket, quietMs: number, onLost: () => void): { heard(): void; stop(): void } {
  let hasAsked = false;
  const timer = setInterval(() => {
    if (socket.isPaused) return;
    if (hasAsked) return onLost();
    hasAsked = true;
    socket.ping();
  }, quietMs).unref();
  const heard = (): void => {
    hasAsked = false;
    timer.refresh();
  };
  socket.on("ping", heard);
  socket.on("pong", heard);
  return { heard, stop: () => clearInterval(timer) };
}

function isTooLong(error: Error): boolean {
  return "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
}

function tooLong(cause: Error): SmartyError {
  return new SmartyError("too_large", `A message of the live connection is larger than ${MAX_MESSAGE_BYTES / 2 ** 20} MB.`, { cause });
}

function notNeeded(cause?: unknown): SmartyError {
  return new SmartyError("aborted", "The live connection was not needed any more.", { cause });
}

function lost(cause?: unknown): SmartyError {
  return new SmartyError("network", "The live connection was lost.", { cause });
}
