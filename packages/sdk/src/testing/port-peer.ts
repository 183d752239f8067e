import { type ErrorData, fromErrorData, isSmartyError, SmartyError, toErrorData } from "../errors.ts";

type Message =
  | { readonly kind: "call"; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "fault"; readonly id: number; readonly error: ErrorData }
  | { readonly kind: "notice"; readonly method: string; readonly args: readonly unknown[] };

/** Typed as a method so that a handler may name the types of its arguments: the caller on the other end is typed by the same names. */
type PortHandler = { handle(...args: readonly unknown[]): unknown }["handle"];

export type PortHandlers = Readonly<Record<string, PortHandler>>;

/** One end of a port on which both ends may call each other. */
export interface PortPeer {
  /** Rejects with what the other end threw, or `unavailable` when the port closes first. Streams among the arguments are transferred. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T>;
  /** Sends without an answer. */
  notify(method: string, ...args: readonly unknown[]): void;
  close(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const closedError = () => new SmartyError("unavailable", "The other side of the port has gone; start it again.");

/** Speaks over `port` with structured clone only: a value that cannot be cloned fails its call, never the port. */
export function createPortPeer(port: MessagePort, handlers: PortHandlers): PortPeer {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let closed = false;

  const post = (message: Message, values: readonly unknown[]) => port.postMessage(message, streamsIn(values));
  const handle = (method: string, args: readonly unknown[]): unknown => {
    const handler = handlers[method];
    if (handler === undefined) throw new SmartyError("internal", `The other side of the port asked for "${method}", which is unknown.`);
    return handler(...args);
  };
  const answer = async (id: number, method: string, args: readonly unknown[]) => {
    try {
      const value = await handle(method, args);
      if (!closed) post({ kind: "answer", id, value }, [value]);
    } catch (error) {
      if (!closed) post({ kind: "fault", id, error: portableError(error) }, []);
    }
  };
  const settle = (id: number, act: (waiting: Pending) => void) => {
    const waiting = pending.get(id);
    pending.delete(id);
    if (waiting !== undefined) act(waiting);
  };
  const shut = () => {
    closed = true;
    for (const waiting of pending.values()) waiting.reject(closedError());
    pending.clear();
  };

  port.addEventListener("message", (event: MessageEvent<Message>) => {
    const message = event.data;
    if (message.kind === "call") void answer(message.id, message.method, message.args);
    else if (message.kind === "notice") handle(message.method, message.args);
    else if (message.kind === "answer") settle(message.id, (waiting) => waiting.resolve(message.value));
    else settle(message.id, (waiting) => waiting.reject(fromErrorData(message.error)));
  });
  port.addEventListener("close", shut);
  port.start();

  return {
    call<T>(method: string, ...args: readonly unknown[]) {
      if (closed) return Promise.reject(closedError());
      return new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        try {
          post({ kind: "call", id, method, args }, args);
        } catch (error) {
          pending.delete(id);
          reject(new SmartyError("internal", portableError(error).message, { cause: error }));
        }
      });
    },
    notify(method, ...args) {
      if (!closed) post({ kind: "notice", method, args }, args);
    },
    close() {
      shut();
      port.close();
    },
  };
}

/** The error as it travels. The platform's AbortError becomes our `aborted`, so that a stop is never taken for a bug. */
function portableError(error: unknown): ErrorData {
  if (!isSmartyError(error) && error instanceof Error && error.name === "AbortError")
    return { isSmartyError: true, code: "aborted", message: "The work was stopped." };
  return toErrorData(error);
}

/** Streams that stand in `values` or one level below: they must be transferred, as they cannot be cloned. */
function streamsIn(values: readonly unknown[]): (ReadableStream | WritableStream)[] {
  const inner = values.flatMap((value) => (typeof value === "object" && value !== null ? [value, ...Object.values(value)] : []));
  return [...new Set(inner)].filter(
    (value): value is ReadableStream | WritableStream => value instanceof ReadableStream || value instanceof WritableStream,
  );
}
