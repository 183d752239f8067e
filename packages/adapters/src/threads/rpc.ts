import type { MessagePort, Transferable, Worker } from "node:worker_threads";
import { type ErrorData, fromErrorData, SmartyError, toErrorData } from "@smartypants/sdk";

/** The two ends that messages can be sent to. */
export type Endpoint = Pick<MessagePort | Worker, "postMessage" | "on">;

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: ErrorData;
}

export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

export interface Caller {
  call<Value>(method: string, args: readonly unknown[], transfer?: readonly Transferable[]): Promise<Value>;
  /** Whether the other end has gone: every call fails from then on. */
  isDead(): boolean;
}

/** Calls methods served at the other end. When that end dies every open call fails with `unavailable`. */
export function createCaller(endpoint: Endpoint, name: string): Caller {
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let dead: Error | undefined;
  const fail = (cause?: unknown): void => {
    dead = new SmartyError("unavailable", `The ${name} thread has stopped. Restart the server.`, { cause });
    for (const call of open.values()) call.reject(dead);
    open.clear();
  };
  endpoint.on("message", (reply: Reply) => {
    const call = open.get(reply.id);
    if (call === undefined) return;
    open.delete(reply.id);
    if (reply.error === undefined) call.resolve(reply.value as never);
    else call.reject(fromErrorData(reply.error));
  });
  endpoint.on("close", () => fail());
  (endpoint as Worker).on("error", fail);
  (endpoint as Worker).on("exit", () => fail());
  return {
    isDead: () => dead !== undefined,
    call: (method, args, transfer = []) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) return reject(dead);
        const id = nextId++;
        open.set(id, { resolve, reject });
        endpoint.postMessage({ id, method, args } satisfies Request, transfer as Transferable[]);
      }),
  };
}

/** Answers calls with `handlers`. */
export function serveCalls(endpoint: Endpoint, handlers: Handlers): void {
  const answer = async (request: Request): Promise<void> => {
    try {
      const handler = handlers[request.method] as ((...args: unknown[]) => unknown) | undefined;
      if (handler === undefined) throw new SmartyError("internal", `no handler "${request.method}"`);
      const value = await handler(...request.args);
      endpoint.postMessage({ id: request.id, value });
    } catch (error) {
      endpoint.postMessage({ id: request.id, error: toErrorData(error) } satisfies Reply);
    }
  };
  endpoint.on("message", (request: Request) => void answer(request));
}

/** The file beside `importMetaUrl` that a Worker runs: `.ts` in a checkout, `.js` in a build. */
export function threadUrl(importMetaUrl: string, name: string): URL {
  return new URL(`${name}${importMetaUrl.endsWith(".ts") ? ".ts" : ".js"}`, importMetaUrl);
}
