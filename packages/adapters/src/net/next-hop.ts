import type { IncomingMessage } from "node:http";
import { SmartyError } from "@smartypants/sdk";
import type { Hop } from "./dial.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What another host may hear: nothing that could be a credential, whatever its header is called. */
const PUBLIC_HEADERS: ReadonlySet<string> = new Set(["accept", "accept-encoding", "accept-language", "range", "user-agent"]);
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(["authorization", "cookie"]);
const BODY_HEADERS: ReadonlySet<string> = new Set(["content-type", "content-language", "content-encoding"]);

/**
 * Where a redirect leads, or undefined when the answer is none. Another origin gets no credentials and no body, but for `authorizedHosts`, which get
 * credentials over a connection as safe as the one before.
 */
export function nextHop(
  hop: Hop,
  message: Pick<IncomingMessage, "statusCode" | "headers">,
  authorizedHosts: readonly string[] = [],
): Hop | undefined {
  const { statusCode = 0, headers } = message;
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return undefined;
  const url = URL.parse(headers.location, hop.url.href);
  if (url === null) throw new SmartyError("network", `${hop.url.host} redirects to something that is no web address.`);
  const isSameOrigin = url.origin === hop.url.origin;
  // As browsers do: a form that was sent is answered by a page to get.
  const becomesGet = statusCode === 303 ? hop.method !== "HEAD" : statusCode < 303 && hop.method === "POST";
  const method = becomesGet ? "GET" : hop.method;
  if (!isSameOrigin && !becomesGet && hop.body !== undefined) {
    throw new SmartyError("network", `${hop.url.host} redirects what was sent to ${url.host}. Use that address if it is right.`);
  }
  const mayAuthorize = isSafe(hop.url, url) && (isSameOrigin || isUpgrade(hop.url, url) || isAuthorized(url, authorizedHosts));
  const kept = Object.entries(hop.headers).filter(([name]) => {
    if (becomesGet && BODY_HEADERS.has(name)) return false;
    return isSameOrigin || PUBLIC_HEADERS.has(name) || (mayAuthorize && CREDENTIAL_HEADERS.has(name));
  });
  return { url, method, headers: Object.fromEntries(kept), body: becomesGet ? undefined : hop.body };
}

/** Never from https to http. */
function isSafe(from: URL, to: URL): boolean {
  return to.protocol === "https:" || from.protocol !== "https:";
}

/** The same host, now with https at its usual port. */
function isUpgrade(from: URL, to: URL): boolean {
  return from.hostname === to.hostname && from.port === "" && to.port === "" && to.protocol === "https:";
}

/** `files.slack.com` is that host alone, `*.slack-edge.com` every host below. A port, where one is named, must be the same. */
function isAuthorized(url: URL, hosts: readonly string[]): boolean {
  return hosts.some((host) => {
    const wanted = host.toLowerCase();
    if (wanted.startsWith("*.")) return url.hostname.endsWith(wanted.slice(1));
    return wanted === url.hostname || wanted === url.host;
  });
}
