import type { IncomingMessage } from "node:http";
import { type HttpAnswer, type HttpRequest, isSmartyError, SmartyError } from "@smartypants/sdk";
import { errorCode } from "../system/file-errors.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { dial, type Hop } from "./dial.ts";
import { createRouteFinder, notFoundMessage, type RouteOptions } from "./find-route.ts";
import { nextHop } from "./next-hop.ts";
import { type BodyLimits, readBody, tooLarge } from "./read-body.ts";

export interface SafeFetchOptions extends RouteOptions {
  /** For a whole exchange (looking up, redirects and the body), or for each step of it; see `isStepwise`. */
  readonly timeoutMs: number;
  /** The time limit is for everything up to the answer's head, and then for each piece of its body: for downloads of any length. */
  readonly isStepwise?: boolean;
  /** Of an answer's body. */
  readonly maxBytes: number;
}

export interface SafeRequest extends Pick<HttpRequest, "method" | "url" | "headers" | "body" | "redirect" | "authorizedHosts"> {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface SafeAnswer extends HttpAnswer {
  /** The address that answered, after redirects. */
  readonly url: string;
}

export type SafeFetch = (request: SafeRequest) => Promise<SafeAnswer>;

const MAX_REDIRECTS = 5;
/** Ours to say, or about the connection. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set(
  "host connection content-length transfer-encoding upgrade te trailer expect accept-encoding keep-alive proxy-authorization proxy-connection".split(
    " ",
  ),
);

/**
 * The one way out: http and https to public addresses and to what the operator allows. Every address of a name is checked, and the connection goes to
 * one of those checked; each redirect starts over. Throws `invalid` for an address that is not allowed, `network`, `too_large` or `aborted`; an answer
 * of any status is an answer. Behind a proxy, which looks names up itself, only what can be looked up here is checked.
 */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const findRoute = createRouteFinder(options);
  return async (request) => {
    const { timeoutMs = options.timeoutMs, maxBytes = options.maxBytes, authorizedHosts = [] } = request;
    const deadline = createDeadline(timeoutMs, options.isStepwise === true);
    const signal = request.signal === undefined ? deadline.signal : AbortSignal.any([request.signal, deadline.signal]);
    let hop = firstHop(request);
    const translate = (error: unknown): unknown => explain(error, hop.url, { deadline, cancelled: request.signal, timeoutMs });
    try {
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const message = await dial(hop, await findRoute(hop.url, signal), signal);
        const next = request.redirect === "manual" ? undefined : nextHop(hop, message, authorizedHosts);
        if (next === undefined) return answerOf(hop.url, message, { maxBytes, translate, deadline });
        message.destroy();
        hop = next;
      }
      throw new SmartyError("network", `${hop.url.host} redirects more than ${MAX_REDIRECTS} times.`);
    } catch (error) {
      deadline.stop();
      throw translate(error);
    }
  };
}

function answerOf(url: URL, message: IncomingMessage, limits: BodyLimits): SafeAnswer {
  if (Number(message.headers["content-length"] ?? 0) > limits.maxBytes) {
    message.destroy();
    throw tooLarge(limits.maxBytes);
  }
  const body = readBody(message, limits);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  return { url: url.href, status: message.statusCode ?? 0, headers, body };
}

function firstHop({ url: text, method = "GET", headers = {}, body }: SafeRequest): Hop {
  const url = parseUrl(text);
  const kept = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url,
    method: method.toUpperCase(),
    headers: {
      "user-agent": "SmartyPants",
      accept: "*/*",
      "accept-encoding": "identity",
      ...Object.fromEntries(kept.filter(([name]) => !RESERVED_HEADERS.has(name))),
    },
    body,
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new SmartyError("invalid", "This is not a web address. Write it as https://example.org/page.");
  return url;
}

interface Clocks {
  readonly deadline: Deadline;
  readonly cancelled: AbortSignal | undefined;
  readonly timeoutMs: number;
}

function explain(error: unknown, url: URL, { deadline, cancelled, timeoutMs }: Clocks): unknown {
  if (isSmartyError(error)) return error;
  if (cancelled?.aborted === true) return new SmartyError("aborted", "The request was cancelled.", { cause: error });
  if (deadline.signal.aborted)
    return new SmartyError("network", `${url.host} did not answer within ${timeoutMs / 1000} s.`, { cause: error });
  const code = errorCode(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return new SmartyError("network", notFoundMessage(url.hostname), { cause: error });
  if (code === "ERR_INVALID_CHAR" || code === "ERR_INVALID_HTTP_TOKEN" || code === "ERR_UNESCAPED_CHARACTERS") {
    return new SmartyError("invalid", "A header, or the method, holds characters that are not allowed there.", { cause: error });
  }
  if (/CERT|TLS|SSL|SIGNATURE/.test(code)) {
    return new SmartyError("network", `The certificate of ${url.host} is not trusted. Check the address, or this server's certificates.`, {
      cause: error,
    });
  }
  return new SmartyError("network", `${url.host} cannot be reached. Try again later, or check the address.`, { cause: error });
}
