import { BlockList, isIP, isIPv6 } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import { SmartyError } from "@smartypants/sdk";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

/** The caller's address: the socket's, or what a trusted proxy says, read from the right so that a caller cannot put one in front. */
export function clientAddress(trustedProxies: readonly string[]): MiddlewareHandler<Env> {
  const trusted = trustedAddresses(trustedProxies);
  return async (c, next) => {
    c.set("clientAddress", callerOf(socketAddress(c), c.req.header("X-Forwarded-For") ?? "", trusted));
    await next();
  };
}

/** Addresses and networks (`10.0.0.0/8`). Throws `config` for anything else: a proxy's name is not looked up, since whoever answers for it would be believed. */
export function trustedAddresses(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const most = family === "ipv6" ? 128 : 32;
    const isNetwork = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
    if (isIP(address) === 0 || (bits !== undefined && !isNetwork)) {
      throw new SmartyError("config", `SMARTY_TRUSTED_PROXIES: "${entry}" is not an address like 10.0.0.2 or a network like 10.0.0.0/8.`);
    }
    list.addSubnet(address, bits === undefined ? most : Number(bits), family);
  }
  return list;
}

export function callerOf(socket: string, forwardedFor: string, trusted: BlockList): string {
  let address = socket;
  const forwarded = forwardedFor.split(",").map((part) => part.trim());
  while (isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4")) {
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
