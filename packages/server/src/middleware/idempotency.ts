import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

/** Their answers hold a key, a token or a session: those are never stored. */
const SECRET_ANSWERS = /^\/api\/v1\/(api-keys|users|invites|setup|me)(\/|$)/;

const KEY = /^[\x21-\x7e]{1,200}$/;

/** With an `Idempotency-Key` a write happens once: asking again within a day gives the first answer. */
export function idempotency(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const key = c.req.header("Idempotency-Key");
    if (key === undefined || c.req.method !== "POST" || c.var.actor === undefined) return next();
    if (SECRET_ANSWERS.test(c.req.path)) return next();
    if (!KEY.test(key)) throw new SmartyError("invalid", "An Idempotency-Key has 1 to 200 printable ASCII characters.");
    const { records } = c.var.ports.database;
    const { userId } = c.var.actor;
    const first = await records.reserveIdempotency(userId, key, await fingerprint(c.req.raw), c.var.ports.clock.now());
    if (first !== null) {
      c.header("Idempotency-Replayed", "true");
      return c.body(first.body, first.status as 200, { "Content-Type": "application/json" });
    }
    try {
      await next();
    } catch (error) {
      await records.completeIdempotency(userId, key, null);
      throw error;
    }
    const isKept = c.res.ok && (c.res.headers.get("Content-Type") ?? "").startsWith("application/json");
    await records.completeIdempotency(userId, key, isKept ? { status: c.res.status, body: await c.res.clone().text() } : null);
    return undefined;
  };
}

/** Files are told apart by the request's size and target: their bytes are not read twice. */
async function fingerprint(request: Request): Promise<string> {
  const isJson = (request.headers.get("Content-Type") ?? "").startsWith("application/json");
  const body = isJson ? await request.clone().text() : (request.headers.get("Content-Length") ?? "");
  const bytes = new TextEncoder().encode(`${request.method} ${new URL(request.url).pathname}\n${body}`);
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64url");
}
