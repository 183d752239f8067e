import { collectEvents, DELIVER_TASK, deliverWebhook, type JobHandler, type Ports } from "@smartypants/core";

/** Finds what no notice told of, such as what another process has done. */
const LOOK_EVERY_MS = 60_000;
/** After a notice: many come together, and the rows that they tell of are committed by then. */
const SOON_MS = 1000;

/** Jobs of webhooks, by task. */
export function webhookHandlers(ports: Ports): Record<string, JobHandler> {
  return {
    [DELIVER_TASK]: (payload, { signal }) => deliverWebhook(ports, (payload as { deliveryId: string }).deliveryId, signal),
  };
}

/** Keeps looking for events to tell of. Returns the function that ends it, which resolves when nothing of it is under way. */
export function watchForEvents(ports: Ports): () => Promise<void> {
  const { bus, logger } = ports;
  let soon: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let isOver = false;
  const lookAfter = async (before: Promise<void>): Promise<void> => {
    // One after another: two at once would find the same.
    await before;
    if (isOver) return;
    await collectEvents(ports).catch((error: unknown) => logger.warn({ err: error }, "events for webhooks were not collected"));
  };
  const look = (): void => {
    soon = undefined;
    underWay = lookAfter(underWay);
  };
  const notice = (): void => {
    if (!isOver) soon ??= setTimeout(look, SOON_MS);
  };
  const ends = [
    bus.subscribe("sync-progress", notice),
    bus.subscribe("run-event", notice),
    bus.subscribe("settings", ({ key }) => {
      if (key === "webhooks") notice();
    }),
  ];
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return async () => {
    isOver = true;
    for (const end of ends) end();
    clearInterval(timer);
    clearTimeout(soon);
    await underWay;
  };
}
