import type { Webhook } from "../ports/database/webhooks.ts";
import type { Ports } from "../ports/ports.ts";
import { answerEvent, failureEvents, syncEvent, toBody, type WebhookEvent } from "./webhook-events.ts";

/** Up to where all that happened has been passed on. */
interface Cursor {
  readonly ended: number;
  readonly failed: number;
}

const SETTING = "webhooks.cursor";
/** A row carries the time at which its transaction began; it may be seen only so much later. What is found twice is passed on once. */
const OVERLAP_MS = 30_000;
/** Failures have no name by which the second sight of one could be told: they are read when no more can come. */
const SETTLED_MS = 30_000;
/** With nothing to tell the place is written down now and then only: it is asked for after every piece of an answer. */
const REMEMBER_EVERY_MS = 60_000;
const AT_ONCE = 1000;

export const DELIVER_TASK = "deliver-webhook";

/**
 * Looks up what has happened since the last time, and queues it for the endpoints that want to know. Read from the rows themselves, so that nothing is
 * lost when the process dies between an event and its notice. Returns how many deliveries were added.
 */
export async function collectEvents({
  database,
  settings,
  clock,
  ids,
  bus,
}: Pick<Ports, "database" | "settings" | "clock" | "ids" | "bus">): Promise<number> {
  const webhooks = (await database.webhooks.list()).filter((each) => each.enabled);
  if (webhooks.length === 0) return 0;
  const now = clock.now();
  const stored = (await database.settings.get(SETTING)) as Cursor | undefined;
  if (!settings.get("features.webhooks")) {
    // What happens while nobody is told of anything is not told of later.
    if (now - (stored?.ended ?? 0) >= SETTLED_MS) await database.settings.set(SETTING, { ended: now, failed: now }, null, now);
    return 0;
  }
  const { events, cursor } = await happened(database, webhooks, stored, now);
  const told = await database.webhooks.knownEvents(events.map((event) => event.key));
  const fresh = events.flatMap((event) =>
    webhooks.filter((each) => wants(each, event) && !told.has(`${each.id} ${event.key}`)).map(({ id }) => ({ id, event })),
  );
  if (fresh.length === 0 && stored !== undefined && now - stored.ended < REMEMBER_EVERY_MS) return 0;
  const added = await database.transaction(async (tx) => {
    let count = 0;
    for (const { id: webhookId, event } of fresh) {
      const id = ids.next();
      const delivery = { ...NEW, id, webhookId, eventKey: event.key, type: event.type, body: toBody(event), createdAt: now };
      if (!(await tx.webhooks.addDelivery(delivery))) continue;
      await tx.jobs.add(DELIVER_TASK, { deliveryId: id }, deliveryJob(id, webhookId));
      count += 1;
    }
    await tx.settings.set(SETTING, cursor, null, now);
    return count;
  });
  if (added > 0) bus.publish("job-added", { task: DELIVER_TASK });
  return added;
}

/** One after another for each endpoint, and after everything that people wait for. */
export function deliveryJob(deliveryId: string, webhookId: string) {
  return { key: `webhook:${deliveryId}`, queue: `webhook:${webhookId}`, priority: 20 };
}

const NEW = { state: "waiting", attempts: 0, nextAttemptAt: null, status: null, error: null, durationMs: null, finishedAt: null } as const;

async function happened(
  database: Ports["database"],
  webhooks: readonly Webhook[],
  stored: Cursor | undefined,
  now: number,
): Promise<{ readonly events: readonly WebhookEvent[]; readonly cursor: Cursor }> {
  const earliest = Math.min(...webhooks.map((each) => each.activeSince));
  const from: Cursor = { ended: Math.max(earliest, stored?.ended ?? 0), failed: Math.max(earliest - 1, stored?.failed ?? 0) };
  const ended = await endedEvents(database, from.ended - OVERLAP_MS);
  const settled = Math.max(from.failed, now - SETTLED_MS);
  const failed = failureEvents(await database.webhooks.newlyFailed(from.failed, settled, AT_ONCE * 10), settled);
  return {
    events: [...ended.events, ...failed],
    cursor: { ended: ended.isAll ? now : Math.max(from.ended, ended.last), failed: settled },
  };
}

function wants({ events, activeSince }: Webhook, event: WebhookEvent): boolean {
  return events.includes(event.type) && event.at >= activeSince;
}

/** `last` is the time up to which they are all there when they are not all. */
async function endedEvents({ webhooks }: Ports["database"], since: number) {
  const syncs = await webhooks.endedSyncs(since, AT_ONCE);
  const answers = await webhooks.endedAnswers(since, AT_ONCE);
  const full = [syncs, answers].filter((rows) => rows.length === AT_ONCE);
  // Past the overlap, or the same thousand would be read for ever.
  const last = Math.min(...full.map((rows) => (rows.at(-1)?.finishedAt ?? 0) + OVERLAP_MS));
  return { events: [...syncs.map(syncEvent), ...answers.map(answerEvent)], isAll: full.length === 0, last };
}
