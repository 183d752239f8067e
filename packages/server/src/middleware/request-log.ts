import type { Logger } from "@smartypants/core";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

/** Gives the request an id (ours: a caller's own would let it write into our log) and logs one line when it is done. */
export function requestLog(logger: Logger, nextId: () => string): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = nextId();
    const startedAt = performance.now();
    c.set("requestId", requestId);
    await next();
    c.header("X-Request-Id", requestId);
    const fields = {
      requestId,
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round(performance.now() - startedAt),
    };
    if (c.res.status >= 500) logger.error(fields, "request");
    else logger.debug(fields, "request");
  };
}
