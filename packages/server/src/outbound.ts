import { createSafeFetch } from "@smartypants/adapters";
import type { Config } from "./config.ts";

/** The way out for one purpose: what it may reach besides public addresses, how long and how much; through the operator's proxy where there is one. */
export function outboundFetch(
  { httpsProxy }: Pick<Config, "httpsProxy">,
  allowPrivate: readonly string[],
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
): ReturnType<typeof createSafeFetch> {
  return createSafeFetch({ allowPrivate, ...limits, ...(httpsProxy !== undefined && { proxyUrl: httpsProxy }) });
}
