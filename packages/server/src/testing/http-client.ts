import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../http/env.ts";

/** How a request says who asks; nothing for nobody. */
export interface Credential {
  readonly key?: string;
  /** The `Cookie` header of a signed-in browser. */
  readonly cookie?: string;
}

export interface Sent {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array | FormData | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface Reply<Body = Fields> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed; an object without fields when the answer is not JSON. */
  readonly body: Body;
}

/** Calls the application as a person or script would, without a socket: `call(ada, "POST /api/v1/search", { json: { query: "leave" } })`. */
export interface HttpClient {
  call<Body = Fields>(who: Credential | null, line: string, sent?: Sent): Promise<Reply<Body>>;
  /** The answer itself, for streams. */
  open(who: Credential | null, line: string, sent?: Sent): Promise<Response>;
}

const HOST = "localhost:3210";
const ORIGIN = `http://${HOST}`;

export function createHttpClient(app: OpenAPIHono<Env>): HttpClient {
  const open: HttpClient["open"] = async (who, line, sent = {}) => {
    const [method = "GET", path = ""] = line.split(" ");
    const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json);
    const headers = new Headers(credentialHeaders(who, method));
    if (sent.json !== undefined) headers.set("content-type", "application/json");
    for (const [name, value] of Object.entries(sent.headers ?? {})) headers.set(name, value);
    const request = new Request(`${ORIGIN}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: body as BodyInit, duplex: "half" }),
      ...(sent.signal !== undefined && { signal: sent.signal }),
    });
    // A server gets these from the socket; a Request made by hand has neither.
    if (!request.headers.has("host")) request.headers.set("host", HOST);
    if (body !== undefined && !request.headers.has("content-length")) setLength(request.headers, body);
    return app.fetch(request);
  };
  return {
    open,
    call: async <Body>(who: Credential | null, line: string, sent?: Sent): Promise<Reply<Body>> => {
      const answer = await open(who, line, sent);
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, body: parse(answer.headers, text) as Body };
    },
  };
}

function credentialHeaders(who: Credential | null, method: string): Record<string, string> {
  if (who?.key !== undefined) return { authorization: `Bearer ${who.key}` };
  if (who?.cookie === undefined) return {};
  return { cookie: who.cookie, ...(method !== "GET" && { origin: ORIGIN }) };
}

function setLength(headers: Headers, body: NonNullable<Sent["body"]>): void {
  if (typeof body === "string") headers.set("content-length", String(Buffer.byteLength(body)));
  else if (body instanceof Uint8Array) headers.set("content-length", String(body.length));
  else headers.set("transfer-encoding", "chunked");
}

function parse(headers: Headers, text: string): unknown {
  return /\bjson\b/.test(headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : {};
}
