import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Env } from "../http/env.ts";

const JSON_BYTES = 1024 * 1024;
const UPLOAD_BYTES = 512 * 1024 * 1024;
/** The largest attached file that a setting may allow and the form around it. */
const ATTACHMENT_BYTES = 101 * 1024 * 1024;
const ATTACHMENTS = /^\/api\/v1\/conversations\/[^/]+\/attachments$/;

/** Bodies over the limit are refused with the number in the message. */
export function bodyLimits(): MiddlewareHandler<Env> {
  const limit = (maxSize: number): MiddlewareHandler =>
    bodyLimit({
      maxSize,
      onError: () => {
        throw new SmartyError("too_large", `The request is larger than ${maxSize / 1024 / 1024} MB.`);
      },
    });
  const small = limit(JSON_BYTES);
  const large = limit(UPLOAD_BYTES);
  const medium = limit(ATTACHMENT_BYTES);
  return (c, next) => {
    if (c.req.path === "/api/v1/uploads") return large(c, next);
    return ATTACHMENTS.test(c.req.path) ? medium(c, next) : small(c, next);
  };
}

/** Requests of one caller under way at once, for routes that cost something. */
const AT_ONCE = 16;

/** More than that waits at the caller's side: 429 with Retry-After. */
export function concurrencyLimit(): MiddlewareHandler<Env> {
  const open = new Map<string, number>();
  return async (c, next) => {
    const caller = c.var.actor?.userId ?? c.var.clientAddress;
    const count = open.get(caller) ?? 0;
    if (count >= AT_ONCE) {
      throw new SmartyError("rate_limited", `At most ${AT_ONCE} of these requests at once. Wait for one to end.`, { retryAfterMs: 1000 });
    }
    open.set(caller, count + 1);
    try {
      await next();
    } finally {
      const left = (open.get(caller) ?? 1) - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
    }
  };
}

/** A write without a body may still say that its body is JSON, as many clients do: that is no malformed JSON. */
export function emptyBodies(): MiddlewareHandler<Env> {
  return (c, next) => {
    const { headers } = c.req.raw;
    // A request from a socket always seems to have a body; HTTP/1.1 has none without one of these two headers.
    const isFromSocket = (c.env as { incoming?: unknown } | undefined)?.incoming !== undefined;
    const saysEmpty = !headers.has("Transfer-Encoding") && Number(headers.get("Content-Length") ?? 0) === 0;
    const isEmpty = isFromSocket ? saysEmpty : c.req.raw.body === null;
    if (isEmpty && c.req.method !== "GET" && headers.has("Content-Type")) {
      const kept = new Headers(headers);
      kept.delete("Content-Type");
      c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers: kept, signal: c.req.raw.signal });
    }
    return next();
  };
}
