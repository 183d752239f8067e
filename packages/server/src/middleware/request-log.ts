import { inLogContext } from "@smartypants/adapters";
import type { Logger } from "@smartypants/core";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

/**
 * Gives the request an id (ours: a caller's own would let it write into our log), which stands in the answer and in every line that is logged for it,
 * and logs one line when it is done. Only the path is in it: what is asked for stands in a query or a body. Nor does it say who asked: that is for the audit.
 */
export function requestLog(logger: Logger, nextId: () => string): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = nextId();
    const startedAt = performance.now();
    c.set("requestId", requestId);
    await inLogContext({ requestId }, next);
    c.header("X-Request-Id", requestId);
    const { status } = c.res;
    const actor = c.var.actor as Env["Variables"]["actor"] | undefined;
    const ms = Math.round(performance.now() - startedAt);
    const { method, path } = c.req;
    const fields = { requestId, method, path, status, ms, ...(c.var.refusal !== undefined && { code: c.var.refusal }) };
    if (status >= 500) logger.error(fields, "request");
    // Whoever is told an id to report finds it; strangers that only try addresses would fill the log.
    else if (status >= 400 && actor !== undefined) logger.info(fields, "request refused");
    else logger.debug(fields, "request");
  };
}
