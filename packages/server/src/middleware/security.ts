import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Refuses host names that are not ours: another site's page must not reach a server on this machine by rebinding its name. */
export function allowedHosts(publicUrl: URL | null, extra: readonly string[]): MiddlewareHandler<Env> {
  const allowed = new Set([...(publicUrl === null ? [] : [publicUrl.hostname]), ...extra.map((host) => host.toLowerCase())]);
  return async (c, next) => {
    const host = hostName(c.req.header("Host") ?? "");
    if (!LOOPBACK.has(host) && !allowed.has(host)) {
      throw new SmartyError(
        "forbidden",
        `This server does not answer to the host name "${host.slice(0, 100)}". Set SMARTY_PUBLIC_URL to the address people use.`,
      );
    }
    await next();
  };
}

function hostName(header: string): string {
  try {
    return new URL(`http://${header}`).hostname.toLowerCase();
  } catch {
    // Not a host at all: it is in nobody's list.
    return header;
  }
}

const HEADERS: readonly (readonly [string, string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"],
  ["X-Robots-Tag", "noindex"],
];

const POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Headers of every answer; a route that serves a page sets a policy of its own. */
export function securityHeaders(isHttps: boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    for (const [name, value] of HEADERS) c.res.headers.set(name, value);
    if (!c.res.headers.has("Content-Security-Policy")) c.res.headers.set("Content-Security-Policy", POLICY);
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
    if (isHttps) c.res.headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  };
}
