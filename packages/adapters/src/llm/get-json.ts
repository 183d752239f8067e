import type { SafeFetch } from "../net/safe-fetch.ts";
import type { Endpoint } from "./endpoint.ts";
import { createExchange } from "./exchange.ts";

/** Gets a path under the base URL, or posts `body` to it. */
export type GetJson = (path: string, body?: unknown) => Promise<unknown>;

/** One question, one answer, no vendor library. Throws what an exchange throws. */
export function createGetJson(fetch: SafeFetch, endpoint: Endpoint, limitMs: number, signal: AbortSignal): GetJson {
  return async (path, body) => {
    const exchange = createExchange({ fetch, endpoint, limits: { headersMs: limitMs, silenceMs: limitMs }, signal });
    try {
      const isAnthropic = endpoint.provider === "anthropic";
      const answer = await exchange.fetch(endpoint.baseUrl + path, {
        headers: {
          accept: "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(isAnthropic && { "anthropic-version": "2023-06-01" }),
        },
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      });
      return (await answer.json()) as unknown;
    } catch (error) {
      throw exchange.explain(error);
    } finally {
      exchange.close();
    }
  };
}
