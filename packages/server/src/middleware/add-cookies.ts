import type { Context } from "hono";

/** Each is a whole `Set-Cookie` value. */
export function addCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}
