import { type HttpSocket, isSmartyError, type LiveHint, SmartyError } from "@smartypants/sdk";
import { createMemory, type EventEnvelope, hintsOfEvent, type Memory } from "./events.ts";
import { bucketOf } from "./limits.ts";
import { readAnswer } from "./slack-answer.ts";
import { codeWord } from "./slack-errors.ts";
import { withSlash } from "./slack-token.ts";
import type { Context } from "./slack-types.ts";

interface Frame {
  readonly type?: string;
  readonly envelope_id?: string;
  readonly reason?: string;
  readonly payload?: EventEnvelope;
}

const METHOD = "apps.connections.open";
const TICKET_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/**
 * Hints over Socket Mode until the signal aborts. Each connection begins with a hint for the whole source: what happened while there was
 * none is not told again. Without an app-level token it ends at once.
 */
export async function* listenToSlack(context: Context): AsyncGenerator<LiveHint, void> {
  const { signal } = context;
  const { appToken } = await context.credentials.get();
  if (appToken === undefined) {
    context.log("debug", "Without an app-level token there are no live updates; changes are found by polling.");
    return;
  }
  const memory = createMemory();
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const hint of listenOnce(context, appToken, memory)) {
        failures = 0;
        yield hint;
      }
    } catch (error) {
      if (signal.aborted) return;
      // A token or a setting that is wrong stays wrong.
      if (!isSmartyError(error) || error.code === "auth" || error.code === "config") throw error;
      failures++;
      context.log("info", "The live connection to Slack was lost; it is opened again.", { failures });
    }
    if (signal.aborted) return;
    if (failures > 0) await pause(context, Math.min(MAX_PAUSE_MS, TICKET_PAUSE_MS * 2 ** Math.min(failures, 6)));
  }
}

/** One connection, from its opening to its end. */
async function* listenOnce(context: Context, appToken: string, memory: Memory): AsyncGenerator<LiveHint, void> {
  const url = context.settings.advanced.socketUrl ?? (await openTicket(context, appToken));
  const socket = await context.http.connect(url);
  const reader = socket.readable.getReader();
  const writer = socket.writable.getWriter();
  const stop = () => void reader.cancel().catch(() => undefined);
  context.signal.addEventListener("abort", stop);
  try {
    // Also when it was aborted while the connection was opened.
    if (context.signal.aborted) return;
    while (true) {
      const { done, value } = await reader.read();
      if (done || context.signal.aborted) return;
      const frame = parse(value);
      // First of all: Slack waits three seconds, and the work is done later.
      if (frame.envelope_id !== undefined) await writer.write(JSON.stringify({ envelope_id: frame.envelope_id }));
      if (frame.type === "hello") yield { scope: "source" };
      if (frame.type === "disconnect" && endsConnection(frame)) return;
      const { payload } = frame;
      if (payload !== undefined && memory.isNew(payload.event_id)) yield* await hintsOfEvent(context, payload);
    }
  } finally {
    context.signal.removeEventListener("abort", stop);
    await closeSocket(socket, reader, writer);
  }
}

async function closeSocket(
  _: HttpSocket,
  reader: ReadableStreamDefaultReader<string>,
  writer: WritableStreamDefaultWriter<string>,
): Promise<void> {
  // It may have gone already.
  await Promise.allSettled([reader.cancel(), writer.close()]);
}

/** Of a mere warning the connection goes on for some seconds, but another can be had at once. */
function endsConnection({ reason }: Frame): boolean {
  if (reason === "link_disabled")
    throw new SmartyError("config", "Socket Mode is turned off in the Slack app; turn it on, or remove the app-level token here.");
  return true;
}

async function openTicket(context: Context, appToken: string): Promise<string> {
  const answer = await context.http.request({
    method: "POST",
    url: new URL(METHOD, withSlash(context.settings.advanced.apiBaseUrl)).href,
    headers: { authorization: `Bearer ${appToken}`, "content-type": "application/x-www-form-urlencoded" },
    body: "",
    limit: bucketOf(METHOD, "normal", context.settings),
    retry: "none",
  });
  const outcome = await readAnswer(answer, () => context.now());
  if (outcome.kind === "slow")
    throw new SmartyError("rate_limited", "Slack asks to wait before the live connection is opened.", {
      retryAfterMs: outcome.retryAfterMs ?? MAX_PAUSE_MS,
    });
  if (outcome.kind === "fault") throw outcome.error;
  const body = outcome.body as typeof outcome.body & { url?: string };
  if (body.ok && body.url !== undefined) return body.url;
  throw new SmartyError(
    "config",
    `Slack refused the app-level token (${codeWord(body.error)}); generate one with the scope connections:write.`,
  );
}

/** The host's limiter is the only clock here that can wait. */
async function pause(context: Context, retryAfterMs: number): Promise<void> {
  const limit = bucketOf(METHOD, "normal", context.settings);
  await context.http.slowDown({ limit, retryAfterMs }).catch((error: unknown) => {
    if (!isSmartyError(error) || error.code !== "rate_limited") throw error;
  });
}

function parse(text: string): Frame {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Nothing that Slack sends, so nothing to act on.
    return {};
  }
}
