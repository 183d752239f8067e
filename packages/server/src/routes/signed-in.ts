import { actorForUser, getMe, type Me, type SignedIn } from "@smartypants/core";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { addCookies } from "../middleware/add-cookies.ts";

/** Hands the browser its new session and tells who it belongs to. */
export async function signedIn(c: Context<Env>, { userId, setCookies }: SignedIn): Promise<Me> {
  addCookies(c, setCookies);
  return getMe(c.var.ports, await actorForUser(c.var.ports, userId));
}

/** Where a request comes from, as we know it ourselves. */
export function callerOf(c: Context<Env>): { readonly clientAddress: string; readonly userAgent: string | null } {
  return { clientAddress: c.var.clientAddress, userAgent: c.req.header("user-agent") ?? null };
}
