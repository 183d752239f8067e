import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { type HttpSocket, isSmartyError, SmartyError } from "@smartypants/sdk";
import { dialUpgrade, type Upgraded } from "./dial.ts";
import type { FindRoute } from "./find-route.ts";
import { createFrameReader, type Message, OPCODE, writeFrame } from "./web-socket-frames.ts";

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
/** Of RFC 6455. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A WebSocket by the one way out, as text. Throws as `SafeFetch` does; what is lost later fails the reading with `network`. */
export async function openSocket(
  { findRoute, timeoutMs, quietMs = QUIET_MS }: SocketOptions,
  text: string,
  signal: AbortSignal,
): Promise<HttpSocket> {
  const url = toHttp(text);
  const deadline = AbortSignal.timeout(timeoutMs);
  // Only until it is open: the request's signal would end the connection later.
  const opening = AbortSignal.any([signal, deadline]);
  try {
    const { socket, head } = await shakeHands(url, await findRoute(url, opening), opening);
    return carryText(socket, head, { signal, quietMs });
  } catch (error) {
    if (isSmartyError(error)) throw error;
    if (signal.aborted) throw new SmartyError("aborted", "The live connection was not needed any more.", { cause: error });
    throw new SmartyError("network", `${url.host} cannot be reached for a live connection.`, { cause: error });
  }
}

function toHttp(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "ws:" && url.protocol !== "wss:"))
    throw new SmartyError("invalid", "Only ws and wss addresses can be connected to.");
  return new URL(url.href.replace(/^ws/, "http"));
}

type Route = Awaited<ReturnType<FindRoute>>;

async function shakeHands(url: URL, route: Route, signal: AbortSignal): Promise<Upgraded> {
  const key = randomBytes(16).toString("base64");
  const headers = {
    "user-agent": "SmartyPants",
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": key,
    "sec-websocket-version": "13",
  };
  const answer = await dialUpgrade({ url, method: "GET", headers, body: undefined }, route, signal);
  if (!("socket" in answer && "head" in answer)) {
    answer.destroy();
    throw new SmartyError("network", `${url.host} answered ${answer.statusCode} instead of opening a live connection.`);
  }
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  if (answer.message.headers["sec-websocket-accept"] === accept) return answer;
  answer.socket.destroy();
  throw new SmartyError("network", `${url.host} does not speak the protocol of live connections.`);
}

interface Carrying {
  readonly signal: AbortSignal;
  readonly quietMs: number;
}

function carryText(socket: Duplex, head: Buffer, { signal, quietMs }: Carrying): HttpSocket {
  const reader = createFrameReader(MAX_MESSAGE_BYTES);
  let isOver = false;
  let output: ReadableStreamDefaultController<string> | undefined;
  const finish = (error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    pulse.stop();
    signal.removeEventListener("abort", abort);
    if (error === undefined) output?.close();
    else output?.error(error);
    setTimeout(() => socket.destroy(), error === undefined ? GOODBYE_MS : 0).unref();
  };
  const abort = (): void => finish(new SmartyError("aborted", "The live connection was not needed any more."));
  const sayGoodbye = (): void => {
    if (!isOver) socket.end(writeFrame(OPCODE.close, Buffer.from([3, 232])));
    finish();
  };
  const pulse = createPulse(socket, quietMs, () => finish(lost()));
  const handle = ({ opcode, payload }: Message): void => {
    if (opcode === OPCODE.ping) socket.write(writeFrame(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) sayGoodbye();
    else if (opcode === OPCODE.text && !isOver) output?.enqueue(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  };
  const receive = (bytes: Buffer): void => {
    pulse.heard();
    try {
      for (const message of reader.read(bytes)) handle(message);
    } catch (error) {
      finish(isSmartyError(error) ? error : lost(error));
    }
    if ((output?.desiredSize ?? 1) <= 0) socket.pause();
  };
  const readable = new ReadableStream<string>(
    {
      start: (controller) => void (output = controller),
      pull: () => void socket.resume(),
      cancel: () => {
        // It is closed already.
        output = undefined;
        sayGoodbye();
      },
    },
    { highWaterMark: READ_AHEAD },
  );
  socket.on("error", (error) => finish(lost(error)));
  socket.on("close", () => finish(lost()));
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  if (head.length > 0) receive(head);
  socket.on("data", receive);
  return { readable, writable: createWritable(socket, { isOver: () => isOver, sayGoodbye, signal }) };
}

interface Writing {
  readonly isOver: () => boolean;
  readonly sayGoodbye: () => void;
  readonly signal: AbortSignal;
}

function createWritable(socket: Duplex, { isOver, sayGoodbye, signal }: Writing): WritableStream<string> {
  return new WritableStream<string>({
    write: async (text) => {
      if (isOver()) throw lost();
      if (!socket.write(writeFrame(OPCODE.text, Buffer.from(text)))) await once(socket, "drain", { signal });
    },
    close: sayGoodbye,
    abort: sayGoodbye,
  });
}

/** Asks a silent peer for a sign of life, and calls `onLost` when none comes. */
function createPulse(socket: Duplex, quietMs: number, onLost: () => void): { heard(): void; stop(): void } {
  let hasAsked = false;
  const timer = setInterval(() => {
    if (hasAsked) return onLost();
    hasAsked = true;
    socket.write(writeFrame(OPCODE.ping, new Uint8Array()));
  }, quietMs).unref();
  return {
    heard: () => {
      hasAsked = false;
      timer.refresh();
    },
    stop: () => clearInterval(timer),
  };
}

function lost(cause?: unknown): SmartyError {
  return new SmartyError("network", "The live connection was lost.", { cause });
}
