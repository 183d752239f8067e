/** The one list of error codes. Routes, ledger and CLI know these and no others. */
export const ERROR_CODES = [
  "invalid", // the input is wrong; `fields` says where
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "too_large",
  "unsupported",
  "rate_limited",
  "auth", // a source's or provider's credential no longer works: reconnect
  "config", // a setting is wrong: the operator must change it
  "network",
  "unavailable", // a part of ours or of a vendor is down: try again
  "full", // no room left on the disk
  "encrypted",
  "empty",
  "scanned", // pictures of text only
  "corrupt",
  "aborted",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface FieldError {
  /** Dotted path into the input, for example `access.allow.0`. */
  readonly path: string;
  readonly message: string;
}

export interface SmartyErrorOptions {
  readonly cause?: unknown;
  /** How long to wait before asking again, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly fields?: readonly FieldError[];
}

/** The only error that crosses a package. `message` may be shown to a user and says what to do; it never holds a secret. */
export class SmartyError extends Error {
  readonly isSmartyError = true;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly fields: readonly FieldError[] | undefined;

  constructor(code: ErrorCode, message: string, options: SmartyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SmartyError";
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields;
  }
}

/** The plain form in which an error travels between threads and processes. */
export interface ErrorData {
  readonly isSmartyError: true;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Never use `instanceof`: a plugin may carry its own copy of the sdk. */
export function isSmartyError(error: unknown): error is SmartyError {
  return typeof error === "object" && error !== null && (error as { isSmartyError?: unknown }).isSmartyError === true;
}

/** Makes an error structured-cloneable. Anything that is not ours becomes `internal` with its own message as the cause's text. */
export function toErrorData(error: unknown): ErrorData {
  if (isSmartyError(error)) {
    return {
      isSmartyError: true,
      code: error.code,
      message: error.message,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    };
  }
  return { isSmartyError: true, code: "internal", message: error instanceof Error ? error.message : String(error) };
}

export function fromErrorData(data: ErrorData): SmartyError {
  return new SmartyError(data.code, data.message, data.retryAfterMs === undefined ? {} : { retryAfterMs: data.retryAfterMs });
}
