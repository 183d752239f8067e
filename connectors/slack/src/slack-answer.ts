import { type HttpAnswer, SmartyError } from "@smartypants/sdk";

/** What came of one attempt to call a method. */
export type Outcome =
  | { readonly kind: "body"; readonly body: AnswerBody; readonly headers: Readonly<Record<string, string>> }
  /** Slack asks to slow down, by its status or in the body. */
  | { readonly kind: "slow"; readonly retryAfterMs: number | undefined }
  /** Worth another attempt. */
  | { readonly kind: "fault"; readonly error: SmartyError };

export interface AnswerBody {
  readonly ok: boolean;
  readonly error?: string;
  readonly needed?: string;
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** Of one page of the longest messages there is far less; an answer without end must not fill the memory. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** A server that does not know a method may say so by its status alone. */
const NO_METHOD: AnswerBody = { ok: false, error: "unknown_method" };

const SLOW = new Set(["ratelimited", "rate_limited"]);
const PASSING = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]);

/** Reads an answer whole; an HTML page, a broken body and a server's fault are faults, not answers. */
export async function readAnswer(answer: HttpAnswer, nowMs: () => Promise<number>): Promise<Outcome> {
  if (answer.status === 429) {
    await answer.body.cancel().catch(() => undefined);
    return { kind: "slow", retryAfterMs: retryAfter(answer.headers["retry-after"], await nowMs()) };
  }
  if (answer.status >= 500) {
    await answer.body.cancel().catch(() => undefined);
    return fault("unavailable", `Slack answered with status ${answer.status}; try again later.`);
  }
  const body = parseBody(await readText(answer.body)) ?? (answer.status === 404 ? NO_METHOD : null);
  if (body === null)
    return fault(
      "unavailable",
      "Slack's API answered with something that is not its data; check the address of the API and any proxy between.",
    );
  if (body.ok) return { kind: "body", body, headers: answer.headers };
  const { error = "" } = body;
  if (SLOW.has(error)) return { kind: "slow", retryAfterMs: retryAfter(answer.headers["retry-after"], await nowMs()) };
  if (PASSING.has(error)) return fault("unavailable", "Slack reports a fault of its own; try again later.");
  return { kind: "body", body, headers: answer.headers };
}

function fault(code: "unavailable" | "network", message: string): Outcome {
  return { kind: "fault", error: new SmartyError(code, message) };
}

async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CHARACTERS) throw new SmartyError("unavailable", "An answer of Slack's API has no end; check any proxy between.");
  }
  return text + decoder.decode();
}

function parseBody(text: string): AnswerBody | null {
  try {
    const value: unknown = JSON.parse(text);
    const isAnswer = typeof value === "object" && value !== null && typeof (value as { ok?: unknown }).ok === "boolean";
    return isAnswer ? (value as AnswerBody) : null;
  } catch {
    // A web page in the place of an answer: the caller says so.
    return null;
  }
}

/** Seconds, whole or not, or a date; undefined for anything else. */
export function retryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(header.trim())) return Math.max(1000, Math.ceil(Number(header) * 1000));
  const date = /^[A-Z][a-z]{2}, /.test(header.trim()) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(1000, date - nowMs);
}
