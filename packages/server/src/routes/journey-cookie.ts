import { JOURNEY_MS, type StartedJourney } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Env } from "../http/env.ts";

/** The browser keeps what shows that it has begun the journey; the answer is where it goes. */
export function keepJourney(c: Context<Env>, { url, browserToken, journeyId }: StartedJourney): { readonly url: string } {
  setCookie(c, nameOf(journeyId), browserToken, { ...optionsOf(c), maxAge: JOURNEY_MS / 1000 });
  return { url };
}

export function journeyToken(c: Context<Env>, journeyId: string): string | undefined {
  return isHttps(c) ? getCookie(c, nameOf(journeyId), "host") : getCookie(c, nameOf(journeyId));
}

export function forgetJourney(c: Context<Env>, journeyId: string): void {
  deleteCookie(c, nameOf(journeyId), optionsOf(c));
}

/** The provider sends the browser back to the public address alone, and a cookie set elsewhere would not be there. Throws `invalid`. */
export function requirePublicOrigin(c: Context<Env>): void {
  const { publicOrigin } = c.var.ports.identity;
  const origin = c.req.header("origin");
  if (origin === undefined || origin === publicOrigin) return;
  throw new SmartyError(
    "invalid",
    `Signing in with a provider works at ${publicOrigin}. Open that address, or let whoever runs this set SMARTY_PUBLIC_URL.`,
  );
}

function isHttps(c: Context<Env>): boolean {
  return c.var.ports.identity.publicOrigin.startsWith("https:");
}

/** `lax`, because the way back is a navigation from the provider's page. With https no other host can set it. */
function optionsOf(c: Context<Env>) {
  const secure = isHttps(c);
  return { httpOnly: true, sameSite: "Lax" as const, path: "/", secure, ...(secure && { prefix: "host" as const }) };
}

function nameOf(journeyId: string): string {
  return `smartypants.oidc-${journeyId}`;
}
