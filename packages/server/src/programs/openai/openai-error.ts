import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../../http/env.ts";
import type { Problem } from "../../http/problem.ts";

/** Codes that OpenAI's clients know; they stand in `error.code`. */
export type OpenAiCode =
  | "unsupported_parameter"
  | "unsupported_value"
  | "invalid_value"
  | "model_not_found"
  | "context_length_exceeded"
  | "string_above_max_length"
  | "array_above_max_length";

interface Details {
  readonly openAiCode: OpenAiCode;
}

interface OpenAiError {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string | null };
}

/** A refusal that names the parameter as OpenAI does, for example `messages[0].content`. */
export function refusal(code: OpenAiCode, param: string, message: string): SmartyError {
  const details: Details = { openAiCode: code };
  return new SmartyError(code === "model_not_found" ? "not_found" : "invalid", message, {
    fields: [{ path: param, message }],
    cause: details,
  });
}

const TYPES: Readonly<Record<number, string>> = { 401: "authentication_error", 403: "permission_error", 429: "rate_limit_error" };
const CODES: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  403: "insufficient_permissions",
  413: "request_too_large",
  429: "rate_limit_exceeded",
};

/** Our error in the shape that OpenAI's clients read. */
export function toOpenAiError(
  { status, detail, code, errors }: Pick<Problem, "status" | "detail" | "code" | "errors">,
  thrown?: unknown,
): OpenAiError {
  const details = isSmartyError(thrown) ? (thrown.cause as Partial<Details> | undefined)?.openAiCode : undefined;
  const path = errors?.[0]?.path;
  return {
    error: {
      message: detail,
      type: TYPES[status] ?? (status >= 500 ? "server_error" : "invalid_request_error"),
      param: path === undefined || path === "" ? null : path.replaceAll(/\.(\d+)(?=\.|$)/g, "[$1]"),
      code: details ?? CODES[status] ?? (code === "invalid" ? "invalid_value" : code),
    },
  };
}

/** Gives every error below `/v1` OpenAI's shape, whoever refused: the router, a limit, or a route. Stands before all of them. */
export const openAiErrors: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (!(c.res.headers.get("Content-Type") ?? "").startsWith("application/problem+json")) return;
  const { status } = c.res;
  const problem = (await c.res.json()) as Problem;
  c.res = new Response(JSON.stringify(toOpenAiError(problem, c.error)), { status, headers: { "Content-Type": "application/json" } });
  if (status === 401) c.res.headers.set("WWW-Authenticate", 'Bearer realm="SmartyPants"');
};
