import { createConnectorHttp, createRouteFinder, createSafeFetch, openSocket, systemClock } from "@smartypants/adapters";
import type { ConnectorHttp } from "@smartypants/core";
import type { Config } from "./config.ts";

/** The way out for one purpose: what it may reach besides public addresses, how long and how much; through the operator's proxy where there is one. */
export function outboundFetch(
  { httpsProxy }: Pick<Config, "httpsProxy">,
  allowPrivate: readonly string[],
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
): ReturnType<typeof createSafeFetch> {
  return createSafeFetch({ allowPrivate, ...limits, ...(httpsProxy !== undefined && { proxyUrl: httpsProxy }) });
}

/** What connectors may reach; plain values, for it goes to the ingest thread too. */
export interface ConnectorOutbound {
  readonly allowPrivate: readonly string[];
  readonly proxyUrl?: string;
}

export function connectorOutbound({ connectorNetworks, httpsProxy }: Pick<Config, "connectorNetworks" | "httpsProxy">): ConnectorOutbound {
  return { allowPrivate: connectorNetworks, ...(httpsProxy !== undefined && { proxyUrl: httpsProxy }) };
}

const STEP_MS = 30_000;
/** Of one answer: far more than any file that is read, so that it is a file's own limit that speaks first. */
const MOST_BYTES = 4 * 2 ** 30;

export function openConnectorHttp(outbound: ConnectorOutbound): ConnectorHttp {
  const route = { ...outbound, allowedBy: "SMARTY_CONNECTOR_NETWORKS" };
  const findRoute = createRouteFinder(route);
  return createConnectorHttp({
    fetch: createSafeFetch({ ...route, timeoutMs: STEP_MS, isStepwise: true, maxBytes: MOST_BYTES }),
    openSocket: (url, signal) => openSocket({ findRoute, timeoutMs: STEP_MS }, url, signal),
    clock: systemClock,
  });
}
