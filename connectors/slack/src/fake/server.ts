import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault, FaultPlan } from "./faults.ts";
import { faultOf, isMethod, type Params } from "./gate.ts";
import { answer } from "./methods.ts";
import { type Body, writeCursor } from "./paging.ts";
import type { World } from "./world.ts";

/** What was asked, in its order. */
export interface RecordedCall {
  readonly method: string;
  readonly params: Params;
  readonly token: string;
}

export interface ServerOptions {
  readonly world: World;
  readonly plan: FaultPlan;
  readonly calls: RecordedCall[];
  /** Requests that Slack would refuse or misunderstand. */
  readonly violations: string[];
  /** 0 for any free port. */
  readonly port: number;
  readonly isLive: boolean;
}

type Server = ReturnType<typeof createServer>;

const LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>";
const MINUTE_MS = 60_000;

/** Serves the world on loopback. */
export async function startServer(options: ServerOptions): Promise<{ readonly server: Server; readonly origin: string }> {
  const restricted = new Map<string, number>();
  const server = createServer((request, response) => {
    serve(options, restricted, originOf(server), request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  // Nobody's process stays alive for it.
  server.unref();
  return { server, origin: originOf(server) };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(
  options: ServerOptions,
  restricted: Map<string, number>,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (options.isLive) keepLive(options);
  const url = new URL(request.url ?? "/", origin);
  if (url.pathname === "/time") return sendJson(response, 200, { now: options.world.now });
  if (url.pathname.startsWith("/files-pri/")) return serveFile(options, url, request, response);
  const method = /^\/api\/([a-zA-Z0-9.]+)$/.exec(url.pathname)?.[1];
  if (method === undefined) return send(response, 404, { "content-type": "text/html" }, LOGIN_PAGE);
  const form = request.method === "POST" ? new URLSearchParams(await readBody(request)) : url.searchParams;
  const params: Params = Object.fromEntries(form);
  const token = tokenOf(request);
  options.calls.push({ method, params, token });
  const fault = options.plan.take(method, params);
  if (fault !== undefined && (await fail(fault, response, method, params))) return;
  const wait429 = limitRestricted(options.world, restricted, method);
  if (wait429) return send(response, 429, { "retry-after": "60" }, "");
  const body = respond(options, origin, method, params, token);
  const headers = { "x-oauth-scopes": [...(options.world.tokens.get(token)?.scopes ?? [])].join(",") };
  const shaped =
    fault?.kind === "sameCursor" && body.ok ? { ...body, response_metadata: { next_cursor: params["cursor"] ?? beginning(method) } } : body;
  if (fault?.kind === "reset") return sendHalf(response, JSON.stringify(shaped));
  return sendJson(response, 200, shaped, headers);
}

/** Weeks of requests must not fill the memory. */
const REMEMBERED_CALLS = 10_000;

function keepLive({ world, calls }: ServerOptions): void {
  world.now = Date.now();
  if (calls.length > REMEMBERED_CALLS) calls.splice(0, calls.length - REMEMBERED_CALLS / 2);
}

function respond({ world, violations }: ServerOptions, origin: string, method: string, params: Params, token: string): Body {
  if (!isMethod(method)) {
    violations.push(`unknown method ${method}`);
    return { ok: false, error: "unknown_method" };
  }
  const wrong = faultOf(method, params);
  if (wrong === null) return answer(method, { world, origin, params, token: world.tokens.get(token) });
  violations.push(wrong);
  return { ok: false, error: "invalid_arguments" };
}

/** Whether the fault was the whole answer. */
async function fail(fault: Fault, response: ServerResponse, method: string, params: Params): Promise<boolean> {
  switch (fault.kind) {
    case "tooMany":
      send(response, 429, fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }, "");
      return true;
    case "rateLimited":
      sendJson(response, 200, { ok: false, error: "ratelimited" });
      return true;
    case "status":
      send(response, fault.status, { "content-type": "text/html" }, LOGIN_PAGE);
      return true;
    case "html":
      send(response, 200, { "content-type": "text/html; charset=utf-8" }, LOGIN_PAGE);
      return true;
    case "refuse":
      sendJson(response, 200, { ok: false, error: fault.error, ...(fault.needed !== undefined && { needed: fault.needed }) });
      return true;
    case "emptyPage": {
      const lists = { messages: [], channels: [], members: [] };
      sendJson(response, 200, {
        ok: true,
        ...lists,
        has_more: true,
        response_metadata: { next_cursor: params["cursor"] ?? beginning(method) },
      });
      return true;
    }
    case "slow":
      await wait(fault.ms);
      return false;
    case "reset":
    case "sameCursor":
      return false;
  }
}

/** A cursor that leads there. */
function beginning(method: string): string {
  return method === "conversations.history" || method === "conversations.replies"
    ? writeCursor("next_ts", "0")
    : writeCursor("offset", "0");
}

/** One call a minute for each of the two methods, by the world's clock. */
function limitRestricted(world: World, last: Map<string, number>, method: string): boolean {
  if (!world.isRestricted || (method !== "conversations.history" && method !== "conversations.replies")) return false;
  const before = last.get(method);
  if (before !== undefined && world.now - before < MINUTE_MS) return true;
  last.set(method, world.now);
  return false;
}

async function serveFile(
  { world, plan, calls }: ServerOptions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = tokenOf(request);
  const id = /^\/files-pri\/[A-Z0-9]+-([A-Z0-9]+)\//.exec(url.pathname)?.[1] ?? "";
  calls.push({ method: "files", params: { file: id }, token });
  const fault = plan.take("files", { file: id });
  if (fault !== undefined && (await fail(fault, response, "files", {}))) return;
  const file = world.files.get(id);
  // As Slack does: a page with 200, whoever asks without the right to.
  if (world.tokens.get(token)?.scopes.has("files:read") !== true) return send(response, 200, { "content-type": "text/html" }, LOGIN_PAGE);
  if (file === undefined || file.mode === "tombstone") return send(response, 404, {}, "");
  const headers = { "content-type": file.mimetype, "content-length": String(file.bytes.length) };
  if (fault?.kind === "reset") return sendHalf(response, file.bytes, headers);
  return send(response, 200, headers, file.bytes);
}

function tokenOf(request: IncomingMessage): string {
  return (request.headers.authorization ?? "").replace(/^Bearer /, "");
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): void {
  response.writeHead(status, headers);
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  send(response, status, { "content-type": "application/json; charset=utf-8", ...headers }, JSON.stringify(body));
}

function sendHalf(response: ServerResponse, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
  const whole = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(200, { ...headers, "content-length": String(whole.length) });
  response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
}
