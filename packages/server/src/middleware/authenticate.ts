import { type Actor, actorForKey, actorForSession, type Ports } from "@smartypants/core";
import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";
import { addCookies } from "./add-cookies.ts";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The only place that reads credentials: `Authorization: Bearer sp_…`, else the session cookie. Sets `actor`, or leaves it unset when there
 * is no credential; a key that does not work is refused at once. With a key the cookie is ignored, so that a page can never lend its
 * visitor's session to it.
 */
export const authenticate: MiddlewareHandler<Env> = async (c, next) => {
  const { ports } = c.var;
  const bearer = /^Bearer(?: +(.*))?$/i.exec(c.req.header("authorization") ?? "");
  if (bearer !== null) {
    const token = bearer[1]?.trim() ?? "";
    const operator = await c.var.operator?.actorFor(token, c.req.header("x-smarty-as"));
    c.set("actor", operator ?? (await actorForKey(ports, token)));
    return next();
  }
  const isWrite = !READS.has(c.req.method);
  if (isWrite) refuseForeignPage(c, ports);
  const found = await actorForSession(ports, c.req.raw.headers);
  if (found === null) return next();
  if (isWrite && !saysOwnPage(c)) {
    throw new SmartyError("forbidden", "A change with a session cookie needs the header Origin. Scripts should use an API key instead.");
  }
  c.set("actor", found.actor satisfies Actor);
  await next();
  // What a sign-in has set goes before the prolonged session of whoever was here before.
  if (!c.res.headers.has("set-cookie")) addCookies(c, found.setCookies);
  return undefined;
};

/** Who the credential of this request belongs to whenever it is asked: null when it is worth nothing any more. For connections that outlive a request. */
export function actorAgain(c: Context<Env>): () => Promise<Actor | null> {
  const { ports, operator, actor } = c.var;
  const token = /^Bearer +(.*)$/i.exec(c.req.header("authorization") ?? "")?.[1]?.trim();
  const headers = new Headers(c.req.raw.headers);
  if (token === undefined) return async () => (await actorForSession(ports, headers))?.actor ?? null;
  return async () => {
    if (actor.via === "operator") return (await operator?.actorFor(token, headers.get("x-smarty-as") ?? undefined)) ?? null;
    try {
      return await actorForKey(ports, token);
    } catch (error) {
      if (isSmartyError(error) && error.code === "unauthenticated") return null;
      throw error;
    }
  };
}

/** Against forged requests from other pages, also those that would sign the visitor in as somebody else. */
function refuseForeignPage(c: Context<Env>, { identity }: Ports): void {
  const origin = c.req.header("origin");
  const isForeign = c.req.header("sec-fetch-site") === "cross-site" || (origin !== undefined && !identity.trustsOrigin(origin));
  if (isForeign) {
    const message = `This request comes from a page that is not at ${identity.publicOrigin}. If it should be, set SMARTY_PUBLIC_URL to the address in your browser.`;
    throw new SmartyError("forbidden", message);
  }
}

/** Called after `refuseForeignPage`, so that an origin that is there is ours. Browsers send one of the two with every change. */
function saysOwnPage(c: Context<Env>): boolean {
  return c.req.header("origin") !== undefined || c.req.header("sec-fetch-site") === "same-origin";
}
