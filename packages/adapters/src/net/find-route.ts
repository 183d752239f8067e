import { lookup as lookUp } from "node:dns/promises";
import { isIP } from "node:net";
import { SmartyError } from "@smartypants/sdk";
import { type AddressPolicy, createAddressPolicy } from "./address-policy.ts";
import { hostnameOf, type Route } from "./dial.ts";

export interface RouteOptions {
  /** Host names, addresses and networks that are not public and may be reached all the same. */
  readonly allowPrivate: readonly string[];
  /** The setting that those come from, to be named to whoever meets one that is missing. */
  readonly allowedBy?: string;
  /** `http://` or `https://`, with credentials if need be. Hosts allowed by name, and addresses that are not public, are reached without it. */
  readonly proxyUrl?: string;
  /** All addresses of a name. */
  readonly lookup?: (hostname: string) => Promise<readonly string[]>;
}

/** Where to connect for a web address. Throws `invalid` for one that is not allowed, and whatever looking it up throws. */
export type FindRoute = (url: URL, signal: AbortSignal) => Promise<Route>;

/** Throws `config` for a proxy or an entry that cannot be read. */
export function createRouteFinder(options: RouteOptions): FindRoute {
  const policy = createAddressPolicy(options.allowPrivate);
  const proxy = options.proxyUrl === undefined ? undefined : parseProxy(options.proxyUrl);
  const lookup = options.lookup ?? lookUpAll;
  const { allowedBy } = options;
  return (url, signal) => findRoute(url, { policy, proxy, lookup, signal, allowedBy });
}

interface Surroundings {
  readonly policy: AddressPolicy;
  readonly proxy: URL | undefined;
  readonly lookup: (hostname: string) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  readonly allowedBy: string | undefined;
}

/** Checks the address of a hop, the first one and every redirect alike. */
async function findRoute(url: URL, { policy, proxy, lookup, signal, allowedBy }: Surroundings): Promise<Route> {
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
    throw notAllowed(hostname, allowedBy);
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

function notAllowed(hostname: string, allowedBy: string | undefined): SmartyError {
  return new SmartyError(
    "invalid",
    `${hostname} is not a public address, so it is not fetched. If it is meant, whoever runs this server can allow it by name${allowedBy === undefined ? "" : ` in ${allowedBy}`}.`,
  );
}

export function notFoundMessage(hostname: string): string {
  return `The host ${hostname} cannot be found. Check its spelling and this server's network.`;
}
