import { isSmartyError } from "@smartypants/sdk";
import type { Logger } from "@smartypants/core";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { SmartyError } from "@smartypants/sdk";
import type { Env } from "./env.ts";
import { toProblem } from "./problem.ts";

/** The one place where an error becomes a status. */
export function onError(logger: Logger): ErrorHandler<Env> {
  return (thrown, c) => {
    const error = translate(thrown, c);
    const requestId = c.var.requestId ?? "none";
    if (!isSmartyError(error) || error.code === "internal") logger.error({ err: thrown, requestId, path: c.req.path }, "request failed");
    const { problem, retryAfterSeconds } = toProblem(error, requestId);
    c.set("refusal", problem.code);
    if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
    return c.body(JSON.stringify(problem), problem.status as 400, {
      "Content-Type": "application/problem+json",
      "X-Request-Id": requestId,
    });
  };
}

function translate(error: unknown, c: Context<Env>): unknown {
  if (error instanceof HTTPException) return fromHttp(error);
  if ((error as Error).name === "AbortError" && c.req.raw.signal.aborted)
    return new SmartyError("aborted", "The caller has gone.", { cause: error });
  return error;
}

/** What the framework itself refuses, before a handler is asked. */
function fromHttp(error: HTTPException): unknown {
  if (error.status === 400) {
    const kind = /form/i.test(error.message) ? "valid multipart/form-data" : "valid JSON";
    return new SmartyError("invalid", `The body is not ${kind}.`, { cause: error });
  }
  if (error.status === 413) return new SmartyError("too_large", "The request is too large.", { cause: error });
  if (error.status === 415) {
    const message = "A body of this type is not read here. Send JSON with `Content-Type: application/json`; files as multipart/form-data.";
    return new SmartyError("unsupported", message, { cause: error });
  }
  return error;
}

export function notFound(c: Context<Env>): Response {
  const error = new SmartyError(
    "not_found",
    `There is nothing at ${c.req.method} ${c.req.path.slice(0, 200)}. The API is described at /api/docs.`,
  );
  const { problem } = toProblem(error, c.var.requestId ?? "none");
  c.set("refusal", problem.code);
  return c.body(JSON.stringify(problem), 404, { "Content-Type": "application/problem+json" });
}
