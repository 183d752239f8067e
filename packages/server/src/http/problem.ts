import { z } from "@hono/zod-openapi";
import { type ErrorCode, isSmartyError, type SmartyError } from "@smartypants/sdk";

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: "about:blank" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: "What went wrong and what to do, for people." }),
    code: z.string().openapi({ example: "not_found" }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

export type Problem = z.infer<typeof Problem>;

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  encrypted: 422,
  empty: 422,
  scanned: 422,
  corrupt: 422,
  auth: 422,
  config: 422,
  rate_limited: 429,
  aborted: 499,
  network: 502,
  unavailable: 503,
  full: 507,
  internal: 500,
};

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid: "The request is not valid",
  unauthenticated: "Sign in first",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflict",
  too_large: "Too large",
  unsupported: "Not supported",
  encrypted: "Encrypted",
  empty: "Empty",
  scanned: "No text in it",
  corrupt: "Damaged",
  auth: "Reconnect the source",
  config: "A setting is wrong",
  rate_limited: "Too many requests",
  aborted: "Stopped",
  network: "The other side did not answer",
  unavailable: "Not available now",
  full: "The disk is full",
  internal: "Something went wrong",
};

/** Any error as a problem. Whatever is not ours says nothing of itself: the log has it under the request id. */
export function toProblem(
  error: unknown,
  requestId: string,
): { readonly problem: Problem; readonly retryAfterSeconds: number | undefined } {
  const code = isSmartyError(error) ? error.code : "internal";
  const detail =
    code === "internal" ? `An unexpected error. Look for request ${requestId} in the server's log.` : (error as SmartyError).message;
  const fields = isSmartyError(error) ? error.fields : undefined;
  const wait = isSmartyError(error) ? error.retryAfterMs : undefined;
  return {
    problem: {
      type: "about:blank",
      title: TITLES[code],
      status: STATUS[code],
      detail,
      code,
      requestId,
      ...(fields !== undefined && { errors: [...fields] }),
    },
    retryAfterSeconds: wait === undefined ? undefined : Math.max(1, Math.ceil(wait / 1000)),
  };
}
