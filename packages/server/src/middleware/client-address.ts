import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

/** The caller's address: the socket's, or what a trusted proxy says, read from the right so that a caller cannot put one in front. */
export function clientAddress(trustedProxies: readonly string[]): MiddlewareHandler<Env> {
  const trusted = new Set(trustedProxies);
  return async (c, next) => {
    c.set("clientAddress", addressOf(c, trusted));
    await next();
  };
}

function addressOf(c: Context<Env>, trusted: ReadonlySet<string>): string {
  let address = socketAddress(c);
  const forwarded = (c.req.header("X-Forwarded-For") ?? "").split(",").map((part) => part.trim());
  while (trusted.has(address)) {
    const previous = forwarded.pop();
    if (previous === undefined || previous === "") break;
    address = previous;
  }
  return address;
}

function socketAddress(c: Context<Env>): string {
  // Requests made without a socket, in tests, have no connection to ask.
  const incoming = (c.env as { incoming?: unknown } | undefined)?.incoming;
  if (incoming === undefined) return "127.0.0.1";
  return (getConnInfo(c).remote.address ?? "unknown").replace(/^::ffff:/, "");
}
