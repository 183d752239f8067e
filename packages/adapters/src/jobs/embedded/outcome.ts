import { type ErrorCode, isSmartyError } from "@smartypants/sdk";

/** Why a running job was told to stop. */
export type StopReason = "cancelled" | "shutdown" | "lost";

export type Outcome =
  | { readonly kind: "done" }
  /** Back to waiting as if it had not been begun. */
  | { readonly kind: "released" }
  | { readonly kind: "retry"; readonly delayMs: number; readonly message: string }
  /** As `retry`, for what is nobody's fault: the attempt is not counted. */
  | { readonly kind: "postponed"; readonly delayMs: number; readonly message: string }
  /** What did the work has died; treated as the death of the process. */
  | { readonly kind: "crashed" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "cancelled" };

const PERMANENT: ReadonlySet<ErrorCode> = new Set(["invalid", "not_found", "auth", "config", "unsupported"]);

const FIRST_DELAY_MS = 2000;
/** For want of room, where the error does not say how long to wait. */
const FULL_DELAY_MS = 10_000;
export const LARGEST_DELAY_MS = 3_600_000;
const LONGEST_MESSAGE = 2000;

/** What becomes of an attempt that threw. */
export function outcomeOf(
  error: unknown,
  attempt: {
    readonly attempts: number;
    readonly maxAttempts: number;
    readonly stopped: StopReason | undefined;
    readonly crashed: boolean;
    readonly random: number;
  },
): Outcome {
  if (attempt.stopped === "cancelled") return { kind: "cancelled" };
  if (attempt.stopped !== undefined) return { kind: "released" };
  if (attempt.crashed) return { kind: "crashed" };
  const message = describeError(error);
  const retryAfterMs = isSmartyError(error) ? error.retryAfterMs : undefined;
  if (isSmartyError(error) && error.code === "full") {
    return { kind: "postponed", delayMs: Math.max(0, Math.ceil(retryAfterMs ?? FULL_DELAY_MS)), message };
  }
  const isPermanent = isSmartyError(error) && retryAfterMs === undefined && PERMANENT.has(error.code);
  if (isPermanent || attempt.attempts >= attempt.maxAttempts) return { kind: "failed", message };
  return {
    kind: "retry",
    delayMs: retryAfterMs === undefined ? backOffMs(attempt.attempts, attempt.random) : Math.max(0, Math.ceil(retryAfterMs)),
    message,
  };
}

/** Doubles from two seconds to an hour; half of it is chance, so that jobs that failed together do not come back together. */
export function backOffMs(attempts: number, random: number): number {
  const full = Math.min(LARGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  return Math.round(full * (0.5 + random / 2));
}

/** In words for operators. A column takes no NUL. */
function describeError(error: unknown): string {
  const text = isSmartyError(error)
    ? error.message
    : `Unexpected error: ${error instanceof Error ? error.message : String(error)}. The log has the details.`;
  return text.replaceAll("\0", "").slice(0, LONGEST_MESSAGE);
}
