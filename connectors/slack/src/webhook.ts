import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookAnswer, WebhookRequest } from "@smartypants/sdk";
import { type EventEnvelope, hintsOfEvent, type Memory } from "./events.ts";
import type { Context } from "./slack-types.ts";
import { createClock } from "./source-clock.ts";

const MAX_SKEW_SECONDS = 5 * 60;

/** An answer at once, whatever the event is: Slack gives up after three seconds, and the work is done later. */
export async function takeWebhook(context: Context, request: WebhookRequest, memory: Memory): Promise<WebhookAnswer> {
  const { signingSecret } = await context.credentials.get();
  if (signingSecret === undefined || !isGenuine(request, signingSecret, await createClock(context)())) return refuse(401);
  const envelope = parse(request.body);
  if (envelope === null) return refuse(400);
  if (envelope.type === "url_verification") {
    const headers = { "content-type": "text/plain" };
    return { response: { status: 200, headers, body: typeof envelope.challenge === "string" ? envelope.challenge : "" }, hints: [] };
  }
  const hints = memory.isNew(eventKey(envelope)) ? await hintsOfEvent(context, envelope) : [];
  return { response: { status: 200 }, hints };
}

function eventKey({ team_id: teamId, event_id: eventId }: EventEnvelope): string | undefined {
  return eventId === undefined ? undefined : `${teamId ?? ""}/${eventId}`;
}

function refuse(status: number): WebhookAnswer {
  return { response: { status }, hints: [] };
}

/** Signed by whoever knows the secret, on these very bytes, a moment ago. */
function isGenuine({ headers, body }: WebhookRequest, secret: string, nowMs: number): boolean {
  const given = headerOf(headers, "x-slack-signature");
  const timestamp = headerOf(headers, "x-slack-request-timestamp");
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) return false;
  const expected = Buffer.from(`v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`);
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}

function parse(body: Uint8Array): EventEnvelope | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    // Signed, and yet no JSON: nothing that Slack sends.
    return null;
  }
}
