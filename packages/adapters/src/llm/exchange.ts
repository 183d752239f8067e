import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { SafeAnswer, SafeFetch } from "../net/safe-fetch.ts";
import type { Endpoint } from "./endpoint.ts";
import { explainProblem, type Problem, redact } from "./problem.ts";
import { readRetryAfter } from "./retry-after.ts";

/** How long a provider may be silent, in milliseconds. */
export interface ExchangeLimits {
  /** Until the head of its answer. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly silenceMs: number;
}

export interface ExchangeOptions {
  readonly fetch: SafeFetch;
  readonly endpoint: Endpoint;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
}

/**
 * One call to a provider. Vendors' libraries speak through `fetch` and never see the key: it is added here, for the origin of the base URL alone. The
 * first thing that goes wrong is remembered, because libraries wrap what they are thrown.
 */
export interface Exchange {
  readonly endpoint: Endpoint;
  /** Ends with the caller's signal, with a time limit, and with `close`. */
  readonly signal: AbortSignal;
  /** In the shape that libraries expect. Rejects for every status but those of success. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** What the provider said instead of an answer. */
  readonly problem: Problem | undefined;
  /** The last characters of the body so far. */
  readonly tail: string;
  /** An error of ours for whatever was thrown. */
  explain(error: unknown): SmartyError;
  /** Closes the connection if it is still open. */
  close(): void;
}

/** Of one answer, from the question to the last token. */
const WHOLE_MS = 20 * 60_000;
const MAX_ANSWER_BYTES = 64 * 2 ** 20;
const MAX_PROBLEM_BYTES = 64 * 1024;
const TAIL_CHARACTERS = 64;
/** Others would tell the provider about this machine, or carry what libraries find in the environment. */
const HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "anthropic-version"]);

export function createExchange(options: ExchangeOptions): Exchange {
  const { endpoint, limits } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const state: { failure?: unknown; problem?: Problem; tail: string } = { tail: "" };
  const fail = (error: unknown): unknown => (state.failure ??= error);
  const inTime = createTimeLimit((limitMs) => {
    fail(tooSlow(endpoint, limitMs));
    stop.abort();
  });
  const request = async (input: string | URL | Request, init: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    const answer = await inTime(() => send(options, url, { ...init, signal }), limits.headersMs);
    if (answer.status >= 200 && answer.status < 300) return toResponse(answer);
    const text = await inTime(() => textOf(answer.body), limits.silenceMs);
    state.problem = { status: answer.status, text, retryAfterMs: readRetryAfter(answer.headers, text, Date.now()) };
    throw explainProblem(state.problem, endpoint);
  };
  const toResponse = (answer: SafeAnswer): Response => {
    const type = answer.headers["content-type"] ?? "application/json";
    if (/^text\/html/i.test(type)) {
      void answer.body.cancel();
      throw webPage(endpoint);
    }
    const decoder = new TextDecoder();
    const body = watched(answer.body, {
      read: (work) => inTime(work, limits.silenceMs),
      seen: (piece) => (state.tail = (state.tail + decoder.decode(piece, { stream: true })).slice(-TAIL_CHARACTERS)),
      fail,
    });
    return new Response(body, { status: answer.status, headers: { "content-type": type } });
  };
  return {
    endpoint,
    signal,
    fetch: async (input, init = {}) => {
      try {
        return await request(input, init);
      } catch (error) {
        throw fail(error);
      }
    },
    get problem() {
      return state.problem;
    },
    get tail() {
      return state.tail;
    },
    explain: (error) => {
      if (options.signal.aborted) return new SmartyError("aborted", "The answer was stopped.", { cause: options.signal.reason });
      return explainFailure(state.failure ?? error, endpoint);
    },
    close: () => stop.abort(),
  };
}

type TimeLimit = <T>(work: () => Promise<T>, limitMs: number) => Promise<T>;

/** Runs work, and `giveUp` when it takes longer than `limitMs`; giving up has to end the work. */
function createTimeLimit(giveUp: (limitMs: number) => void): TimeLimit {
  return async (work, limitMs) => {
    const timer = setTimeout(() => giveUp(limitMs), limitMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  };
}

async function send({ fetch, endpoint }: ExchangeOptions, url: string, init: RequestInit): Promise<SafeAnswer> {
  if (new URL(url).origin !== new URL(endpoint.baseUrl).origin)
    throw new SmartyError("config", `The library for ${endpoint.title} wants to ask another host than the one set up. Check the base URL.`);
  const headers: Record<string, string> = {};
  new Headers(init.headers).forEach((value, name) => {
    if (HEADERS.has(name)) headers[name] = value;
  });
  const { body, signal } = init;
  if (body !== null && body !== undefined && typeof body !== "string") throw new TypeError("a request to a model is text");
  return fetch({
    url,
    method: init.method ?? "GET",
    headers: { ...headers, ...endpoint.secretHeaders },
    ...(typeof body === "string" && { body }),
    ...(signal !== null && signal !== undefined && { signal }),
    timeoutMs: WHOLE_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
}

interface Watch {
  readonly read: <T>(work: () => Promise<T>) => Promise<T>;
  readonly seen: (piece: Uint8Array) => void;
  readonly fail: (error: unknown) => unknown;
}

/** The same bytes. Nothing is read ahead: time in which nobody reads is not the provider's silence. */
function watched(source: ReadableStream<Uint8Array>, { read, seen, fail }: Watch): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await read(() => reader.read());
          if (done) return controller.close();
          seen(value);
          controller.enqueue(value);
        } catch (error) {
          controller.error(fail(error));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The beginning of a body; faults on the way are no news beside the status. */
async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of body) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > MAX_PROBLEM_BYTES) break;
    }
  } catch {
    return text;
  }
  return text;
}

/** The error of a thing thrown in an exchange that nobody stopped. */
function explainFailure(error: unknown, endpoint: Endpoint): SmartyError {
  if (isSmartyError(error)) {
    // What the net says about a host is right here too, but for the caller a model away is a model away.
    const isAway = error.code === "network" || error.code === "aborted";
    return isAway ? unavailable(`${endpoint.title} cannot be reached, or broke off. ${error.message}`, error, endpoint) : error;
  }
  const text = vendorText(error);
  if (text !== undefined) return explainProblem({ text, retryAfterMs: readRetryAfter({}, text, Date.now()) }, endpoint);
  return unavailable(`${endpoint.title} sent something that cannot be understood. Try again, or check the base URL.`, error, endpoint);
}

/** What a vendor's error object carries of the provider's own words: they came in the middle of a stream. */
function vendorText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("error" in error && error.error !== undefined) return JSON.stringify(error.error);
  return error.name === "ApiError" ? error.message : undefined;
}

function unavailable(message: string, error: unknown, endpoint: Endpoint): SmartyError {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SmartyError("unavailable", message, { cause: new Error(redact(text, endpoint).slice(0, 600)) });
}

function tooSlow({ title }: Endpoint, limitMs: number): SmartyError {
  return new SmartyError("unavailable", `${title} was silent for ${limitMs / 1000} s. Try again a little later.`);
}

function webPage({ baseUrl }: Endpoint): SmartyError {
  const { host } = new URL(baseUrl);
  return new SmartyError(
    "invalid",
    `${host} answered with a web page. Check the base URL: it must be that of the API, often ending in /v1.`,
  );
}
