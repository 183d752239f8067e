import { lookup as lookUp } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { type HttpAnswer, type HttpRequest, isSmartyError, SmartyError } from "@smartypants/sdk";
import { errorCode } from "../system/file-errors.ts";
import { type AddressPolicy, createAddressPolicy } from "./address-policy.ts";
import { dial, type Hop, hostnameOf, type Route } from "./dial.ts";
import { nextHop } from "./next-hop.ts";
import { readBody, tooLarge } from "./read-body.ts";

export interface SafeFetchOptions {
  /** Host names, addresses and networks that are not public and may be reached all the same. */
  readonly allowPrivate: readonly string[];
  /** `http://` or `https://`, with credentials if need be. Hosts allowed by name, and addresses that are not public, are reached without it. */
  readonly proxyUrl?: string;
  /** For a whole exchange: looking up, redirects and the body. */
  readonly timeoutMs: number;
  /** Of an answer's body. */
  readonly maxBytes: number;
  /** All addresses of a name. */
  readonly lookup?: (hostname: string) => Promise<readonly string[]>;
}

export interface SafeRequest extends HttpRequest {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** `manual`: a redirect is an answer like any other. Followed when absent. */
  readonly redirects?: "manual";
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
  const policy = createAddressPolicy(options.allowPrivate);
  const proxy = options.proxyUrl === undefined ? undefined : parseProxy(options.proxyUrl);
  const lookup = options.lookup ?? lookUpAll;
  return async (request) => {
    const { timeoutMs = options.timeoutMs, maxBytes = options.maxBytes } = request;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
    let hop = firstHop(request);
    const translate = (error: unknown): unknown => explain(error, hop.url, { deadline, cancelled: request.signal, timeoutMs });
    try {
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const route = await findRoute(hop.url, { policy, proxy, lookup, signal });
        const message = await dial(hop, route, signal);
        const next = request.redirects === "manual" ? undefined : nextHop(hop, message);
        if (next === undefined) return answerOf(hop.url, message, maxBytes, translate);
        message.destroy();
        hop = next;
      }
      throw new SmartyError("network", `${hop.url.host} redirects more than ${MAX_REDIRECTS} times.`);
    } catch (error) {
      throw translate(error);
    }
  };
}

function answerOf(url: URL, message: IncomingMessage, maxBytes: number, translate: (error: unknown) => unknown): SafeAnswer {
  if (Number(message.headers["content-length"] ?? 0) > maxBytes) {
    message.destroy();
    throw tooLarge(maxBytes);
  }
  const body = readBody(message, { maxBytes, translate });
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

interface Surroundings {
  readonly policy: AddressPolicy;
  readonly proxy: URL | undefined;
  readonly lookup: (hostname: string) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** Checks the address of a hop, the first one and every redirect alike. */
async function findRoute(url: URL, { policy, proxy, lookup, signal }: Surroundings): Promise<Route> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new SmartyError("invalid", "Only http and https addresses can be fetched.");
  if (url.username !== "" || url.password !== "") throw new SmartyError("invalid", "A web address must not hold a user name or password.");
  const hostname = hostnameOf(url);
  const isInside = policy.allowsName(hostname) || (isIP(hostname) !== 0 && !policy.isPublic(hostname));
  const isProxied = proxy !== undefined && !isInside;
  const addresses = await addressesOf(hostname, lookup, signal).catch((error: unknown) => {
    // A machine behind a proxy may be unable to look up anything.
    if (isProxied && !signal.aborted) return [];
    throw error;
  });
  if (addresses.some((address) => !policy.allowsAddress(address, hostname)) || (isProxied && isLocalName(hostname)))
    throw notAllowed(hostname);
  if (isProxied) return { proxy };
  if (addresses.length === 0) throw new SmartyError("network", notFoundMessage(hostname));
  return { addresses };
}

async function addressesOf(hostname: string, lookup: Surroundings["lookup"], signal: AbortSignal): Promise<readonly string[]> {
  signal.throwIfAborted();
  if (isIP(hostname) !== 0) return [hostname];
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([lookup(hostname), aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function isLocalName(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(hostname);
}

async function lookUpAll(hostname: string): Promise<readonly string[]> {
  return (await lookUp(hostname, { all: true })).map(({ address }) => address);
}

function parseProxy(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new SmartyError("config", "The proxy's address must begin with http:// or https://.");
}

function notAllowed(hostname: string): SmartyError {
  return new SmartyError(
    "invalid",
    `${hostname} is not a public address, so it is not fetched. If it is meant, whoever runs this server can allow it by name.`,
  );
}

function notFoundMessage(hostname: string): string {
  return `The host ${hostname} cannot be found. Check its spelling and this server's network.`;
}

interface Clocks {
  readonly deadline: AbortSignal;
  readonly cancelled: AbortSignal | undefined;
  readonly timeoutMs: number;
}

function explain(error: unknown, url: URL, { deadline, cancelled, timeoutMs }: Clocks): unknown {
  if (isSmartyError(error)) return error;
  if (cancelled?.aborted === true) return new SmartyError("aborted", "The request was cancelled.", { cause: error });
  if (deadline.aborted) return new SmartyError("network", `${url.host} did not answer within ${timeoutMs / 1000} s.`, { cause: error });
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
