import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { bucketOf, type Method, type Mode } from "./limits.ts";
import { type AnswerBody, type Outcome, readAnswer } from "./slack-answer.ts";
import { deadTokenError, isDeadToken, refusalError } from "./slack-errors.ts";
import { type TokenSource, withSlash } from "./slack-token.ts";
import type { Context } from "./slack-types.ts";

export type Args = Readonly<Record<string, string | number | boolean | undefined>>;

export type Answer<Body> =
  | (AnswerBody & Body & { readonly ok: true })
  | { readonly ok: false; readonly error?: string; readonly needed?: string };

export interface CallOptions {
  readonly mode?: Mode;
  /** Told of every request to slow down, before it is obeyed. */
  readonly onSlow?: (retryAfterMs: number | undefined) => void;
}

export interface SlackApi {
  /**
   * One call, after as many attempts as it takes. Throws `auth` for a token that no longer works, `rate_limited` when Slack wants a longer
   * pause than the host waits, `unavailable` or `network` when it cannot be reached; every other refusal is an answer.
   */
  call<Body>(method: Method, args?: Args, options?: CallOptions): Promise<Answer<Body>>;
  /** All pages, the empty ones left out. Throws on a refusal. */
  pages<Body>(method: Method, args: Args): AsyncGenerator<AnswerBody & Body, void>;
  /** The scopes that Slack said it has granted, once something was called. */
  scopes(): readonly string[] | undefined;
}

export interface ApiOptions {
  readonly context: Context;
  readonly now: () => Promise<number>;
  readonly token: TokenSource;
  /** Whose quota is used; known after the first call. */
  readonly account: () => string | undefined;
  /** False for probes: they neither wait behind a running sync nor hold it up. */
  readonly isMetered: boolean;
}

const MAX_SLOW = 20;
const MAX_FAULTS = 4;
const FAULT_PAUSE_MS = 500;
/** So often a cursor may come back without anything new: a page given twice is no loop yet. */
const MAX_REPEATS = 3;
const TIMEOUT_MS = 30_000;

export function createApi(options: ApiOptions): SlackApi {
  let granted: readonly string[] | undefined;
  const call = async <Body>(method: Method, args: Args = {}, callOptions: CallOptions = {}): Promise<Answer<Body>> => {
    const { body, headers } = await callUntilAnswered(options, method, args, callOptions);
    granted ??= headers["x-oauth-scopes"]
      ?.split(",")
      .map((scope) => scope.trim())
      .filter((scope) => scope !== "");
    return body;
  };
  return {
    call,
    scopes: () => granted,
    async *pages<Body>(method: Method, args: Args) {
      let cursor: string | undefined;
      let repeats = 0;
      do {
        const answer = await call<Body>(method, { ...args, cursor });
        if (!answer.ok) throw refusalError(method, answer);
        yield answer;
        const next = nextCursor(answer);
        if (next !== undefined && next === cursor && ++repeats >= MAX_REPEATS) throw endlessError();
        cursor = next;
      } while (cursor !== undefined);
    },
  };
}

export function nextCursor(body: AnswerBody): string | undefined {
  const cursor = body.response_metadata?.next_cursor;
  return cursor === undefined || cursor === "" ? undefined : cursor;
}

export function endlessError(): SmartyError {
  return new SmartyError("unavailable", "Slack gives the same page again and again; try again later.");
}

type Answered = Extract<Outcome, { kind: "body" }>;

async function callUntilAnswered(options: ApiOptions, method: Method, args: Args, callOptions: CallOptions): Promise<Answered> {
  let slow = 0;
  let faults = 0;
  let isRenewed = false;
  for (;;) {
    options.context.signal.throwIfAborted();
    const token = await options.token.get();
    const outcome = await attempt(options, method, args, token, callOptions.mode ?? "normal");
    if (outcome.kind === "slow") {
      callOptions.onSlow?.(outcome.retryAfterMs);
      await slowDown(options, method, callOptions.mode ?? "normal", outcome.retryAfterMs, ++slow);
      continue;
    }
    if (outcome.kind === "fault") {
      if (++faults >= MAX_FAULTS || !options.isMetered) throw outcome.error;
      await pause(options, method, callOptions.mode ?? "normal", FAULT_PAUSE_MS * 2 ** faults);
      continue;
    }
    const { error } = outcome.body;
    if (outcome.body.ok || !isDeadToken(error)) return outcome;
    if (error !== "token_expired" || isRenewed || !(await options.token.renew(token))) throw deadTokenError(error);
    isRenewed = true;
  }
}

async function attempt(
  { context, now, account, isMetered }: ApiOptions,
  method: Method,
  args: Args,
  token: string,
  mode: Mode,
): Promise<Outcome> {
  const given = account();
  try {
    const answer = await context.http.request({
      method: "POST",
      url: new URL(method, withSlash(context.settings.advanced.apiBaseUrl)).href,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" },
      body: formOf(args),
      ...(isMetered && { limit: bucketOf(method, mode, context.settings) }),
      ...(given !== undefined && { account: given }),
      retry: "none",
      timeoutMs: TIMEOUT_MS,
    });
    return await readAnswer(answer, now);
  } catch (error) {
    context.signal.throwIfAborted();
    // Whatever broke while the answer came in is the connection's fault; what the host decided stands.
    if (isSmartyError(error) && error.code !== "network" && error.code !== "unavailable" && error.code !== "internal") throw error;
    const lost = new SmartyError("network", "The connection to Slack was lost; try again later.", { cause: error });
    return { kind: "fault", error: isSmartyError(error) && error.code !== "internal" ? error : lost };
  }
}

async function slowDown(options: ApiOptions, method: Method, mode: Mode, retryAfterMs: number | undefined, times: number): Promise<void> {
  if (!options.isMetered || times >= MAX_SLOW)
    throw new SmartyError("rate_limited", "Slack asks to slow down; it goes on by itself later.", { retryAfterMs: retryAfterMs ?? 60_000 });
  await pause(options, method, mode, retryAfterMs);
}

/** Rejects with `rate_limited` where the host would rather come back later. */
async function pause({ context, account }: ApiOptions, method: Method, mode: Mode, retryAfterMs: number | undefined): Promise<void> {
  const given = account();
  await context.http.slowDown({
    limit: bucketOf(method, mode, context.settings),
    ...(given !== undefined && { account: given }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function formOf(args: Args): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) if (value !== undefined) form.set(name, String(value));
  return form.toString();
}
