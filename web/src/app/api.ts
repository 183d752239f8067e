import { createSmartyClient, type Problem } from "@smartypants/client";

/** Signs in by the session cookie. Only a feature's `queries.ts` passes it on. */
export const client = createSmartyClient({ baseUrl: "" });

/** What the API refused, in words for people; `status` 0: it did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Stands in the server's log too; empty when no server answered. */
  readonly reportId: string;
  readonly fields: readonly { readonly path: string; readonly message: string }[];

  constructor({ status, code, detail, requestId, errors = [] }: Pick<Problem, "status" | "code" | "detail" | "requestId" | "errors">) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.reportId = requestId;
    this.fields = errors;
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

interface Reply<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response?: Response | undefined;
}

/** The answer's data; throws an ApiError for anything else, and passes an abort on. */
export async function unwrap<Data>(reply: Promise<Reply<Data>>): Promise<Data> {
  const { data, error, response } = await reply;
  if (response?.ok === true && error === undefined) return data as Data;
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw toApiError(error, response);
}

export function toApiError(error: unknown, response: Response | undefined): ApiError {
  if (isProblem(error)) return new ApiError(error);
  if (response === undefined) return new ApiError({ status: 0, code: "network", detail: "", requestId: "" });
  const requestId = response.headers.get("X-Request-Id") ?? "";
  return new ApiError({ status: response.status, code: "internal", detail: "", requestId });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value && "status" in value;
}
