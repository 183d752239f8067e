import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  collectEvents,
  createWebhook,
  deliverWebhook,
  deleteWebhook,
  type Ports,
  updateWebhook,
  type Webhook,
  type WebhookReply,
  type WebhookRequest,
} from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Instance, openInstance } from "../../compose.ts";
import { readConfig } from "../../config.ts";
import { captureLog } from "../../testing/captured-log.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ADMIN = {
  userId: "admin",
  role: "admin",
  email: "admin@example.org",
  name: "Admin",
  verifiedAt: 1,
  via: "session",
  scopes: ["all"],
} as const;
const START = Date.UTC(2026, 2, 1);

let instance: Instance;
let folder: string;
let ports: Ports;
let now: number;
let sent: WebhookRequest[];
let answer: () => Promise<WebhookReply>;

/** The whole product without its queue: jobs stand still until the test runs them. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-webhooks-"));
  instance = await openInstance(
    readConfig({ SMARTY_DATA_DIR: folder, SMARTY_LOG_LEVEL: "error", SMARTY_EMBEDDING_MODEL: "none" }).config,
    captureLog().logger,
  );
  now = START;
  sent = [];
  answer = async () => ({ status: 200, retryAfterMs: null });
  ports = {
    ...instance.ports,
    clock: { now: () => now },
    webhookSender: {
      post: async (request) => {
        sent.push(request);
        return answer();
      },
    },
  };
  await ports.database.people.create({
    id: "admin",
    email: ADMIN.email,
    name: "Admin",
    role: "admin",
    verifiedBy: "setup",
    passwordHash: null,
    now,
  });
});
afterEach(async () => {
  await instance.close();
  rmSync(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const fails = async (): Promise<WebhookReply> => ({ status: 500, retryAfterMs: null });

async function make(): Promise<Webhook> {
  const { webhook } = await createWebhook(ports, ADMIN, {
    url: "https://example.org/hook",
    description: "",
    events: ["answer.finished", "document.failed"],
  });
  return webhook;
}

/** An answer that ended just now. */
async function finishAnswer(id: string): Promise<void> {
  const { answers } = ports.database;
  await answers.createRun({
    id,
    userId: "admin",
    conversationId: null,
    question: "?",
    filters: {},
    owner: "o",
    leaseUntil: now + 1000,
    now,
  });
  await answers.finishRun(id, "o", {
    state: "done",
    mode: "none",
    spans: [],
    citations: [],
    nearest: [],
    removedCitations: 0,
    error: null,
    now,
  });
}

async function jobs(): Promise<readonly { readonly runAt: number; readonly deliveryId: string }[]> {
  const all = await ports.jobs.list({ states: ["waiting"], limit: 100 });
  return all
    .filter(({ task }) => task === "deliver-webhook")
    .map(({ runAt, payload }) => ({ runAt, deliveryId: (payload as { deliveryId: string }).deliveryId }));
}

/** As the queue does: the job that waited is the one that runs. */
async function deliver(deliveryId: string | undefined): Promise<void> {
  for (const { id, payload } of await ports.jobs.list({ states: ["waiting"], limit: 100 })) {
    if ((payload as { deliveryId?: string }).deliveryId === deliveryId) await ports.jobs.cancel(id);
  }
  await deliverWebhook(ports, deliveryId ?? "", signal);
}

async function firstDelivery(webhook: Webhook) {
  return (await ports.database.webhooks.deliveries(webhook.id, null, 10))[0];
}

test("an event is told once, however often it is looked for, and nothing from before the endpoint was made", async () => {
  await finishAnswer("before");
  now += 1000;
  const webhook = await make();
  now += 1000;
  await finishAnswer("after");
  expect(await collectEvents(ports)).toBe(1);
  expect(await collectEvents(ports)).toBe(0);
  now += HOUR_MS;
  expect(await collectEvents(ports)).toBe(0);
  expect(JSON.parse((await firstDelivery(webhook))?.body ?? "")).toMatchObject({
    type: "answer.finished",
    data: { runId: "after", durationMs: 0 },
  });
  expect(await jobs()).toHaveLength(1);
});

test("an endpoint that is off, or does not want them, is told of nothing; what happened meanwhile stays untold", async () => {
  const webhook = await make();
  await updateWebhook(ports, ADMIN, webhook.id, { enabled: false });
  now += 1000;
  await finishAnswer("meanwhile");
  expect(await collectEvents(ports)).toBe(0);
  now += 1000;
  await updateWebhook(ports, ADMIN, webhook.id, { enabled: true, events: ["sync.failed"] });
  await finishAnswer("other");
  expect(await collectEvents(ports)).toBe(0);
});

test("eight tries within a day, each later than the one before, all with the same id; then it has failed", async () => {
  const webhook = await make();
  await finishAnswer("a");
  await collectEvents(ports);
  answer = fails;
  const [job] = await jobs();
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt++) {
    await deliver(job?.deliveryId);
    const delivery = await firstDelivery(webhook);
    expect(delivery).toMatchObject({ attempts: attempt, status: 500, state: attempt < 8 ? "waiting" : "failed" });
    if (attempt === 8) break;
    const next = (await jobs()).find(({ runAt }) => runAt === delivery?.nextAttemptAt);
    expect(next?.deliveryId).toBe(job?.deliveryId);
    pauses.push((delivery?.nextAttemptAt ?? 0) - now);
    now = delivery?.nextAttemptAt ?? now;
  }
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  expect(now - START).toBeGreaterThan(DAY_MS / 2);
  expect(now - START).toBeLessThan(DAY_MS);
  expect(new Set(sent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(sent.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(8);
  await deliver(job?.deliveryId);
  expect(sent).toHaveLength(8);
});

test("an endpoint may ask for a longer pause, but not for ever", async () => {
  const webhook = await make();
  await finishAnswer("a");
  await collectEvents(ports);
  const deliveryId = (await jobs())[0]?.deliveryId ?? "";
  answer = async () => ({ status: 429, retryAfterMs: 600_000 });
  await deliver(deliveryId);
  expect((await firstDelivery(webhook))?.nextAttemptAt).toBe(now + 600_000);
  answer = async () => ({ status: 503, retryAfterMs: 30 * DAY_MS });
  await deliver(deliveryId);
  expect((await firstDelivery(webhook))?.nextAttemptAt).toBe(now + 12 * HOUR_MS);
});

test("a server that stops in the middle of a try counts it for nothing", async () => {
  const webhook = await make();
  await finishAnswer("a");
  await collectEvents(ports);
  const controller = new AbortController();
  answer = async () => {
    controller.abort();
    throw new SmartyError("aborted", "The request was cancelled.");
  };
  await expect(deliverWebhook(ports, (await jobs())[0]?.deliveryId ?? "", controller.signal)).rejects.toMatchObject({ code: "aborted" });
  expect(await firstDelivery(webhook)).toMatchObject({ state: "waiting", attempts: 0 });
});

test("an endpoint that fails for five days is switched off, which is audited; one success in between begins anew", async () => {
  const webhook = await make();
  const oneDay = async (id: string, reply: () => Promise<WebhookReply>): Promise<Webhook | null> => {
    await finishAnswer(id);
    await collectEvents(ports);
    answer = reply;
    const delivery = await firstDelivery(webhook);
    await deliver(delivery?.id);
    now += DAY_MS;
    return ports.database.webhooks.get(webhook.id);
  };
  for (const day of [1, 2, 3, 4]) expect((await oneDay(`a${day}`, fails))?.enabled).toBe(true);
  expect(await oneDay("good", async () => ({ status: 200, retryAfterMs: null }))).toMatchObject({ enabled: true, failingSince: null });
  for (const day of [1, 2, 3, 4, 5]) expect((await oneDay(`b${day}`, fails))?.enabled).toBe(true);
  expect(await oneDay("b6", fails)).toMatchObject({ enabled: false, disabledReason: "It has failed for five days." });
  const [audited] = await ports.database.records.auditEvents(null, 1);
  expect(audited).toMatchObject({ action: "webhook.disable", objectId: webhook.id, actorId: null });
  const waiting = (await jobs())[0]?.deliveryId ?? "";
  const before = sent.length;
  await deliver(waiting);
  expect(sent).toHaveLength(before);
  expect(await ports.database.webhooks.delivery(waiting)).toMatchObject({ state: "failed", error: "The endpoint was switched off." });
  await updateWebhook(ports, ADMIN, webhook.id, { enabled: true });
  expect(await ports.database.webhooks.get(webhook.id)).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
});

test("two failures with weeks between them are not weeks of failures", async () => {
  const webhook = await make();
  answer = fails;
  for (const id of ["a", "b"]) {
    await finishAnswer(id);
    await collectEvents(ports);
    await deliver((await firstDelivery(webhook))?.id);
    now += 20 * DAY_MS;
  }
  expect((await ports.database.webhooks.get(webhook.id))?.enabled).toBe(true);
});

test("an endpoint that says it is gone is switched off at once", async () => {
  const webhook = await make();
  await finishAnswer("a");
  await collectEvents(ports);
  answer = async () => ({ status: 410, retryAfterMs: null });
  await deliver((await jobs())[0]?.deliveryId);
  expect(await ports.database.webhooks.get(webhook.id)).toMatchObject({ enabled: false });
  expect(await firstDelivery(webhook)).toMatchObject({ state: "failed", attempts: 1 });
});

test("what fails to be read is told by source, each first failure once, without names", async () => {
  const webhook = await make();
  const { database } = ports;
  const source = await database.transaction((tx) =>
    tx.sources.create(
      { id: "s", connector: "folder", name: "S", settings: {}, access: { mode: "everyone" }, schedule: null, createdBy: "admin", now },
      ["everyone"],
    ),
  );
  await database.syncRuns.create({ id: "r", sourceId: source.id, trigger: "manual", requestedBy: null, now });
  const item = (name: string, reasonCode: string) =>
    ({ externalId: name, documentId: null, state: "failed", reasonCode, reason: "why", title: name }) as const;
  now += 1000;
  await database.syncItems.save(
    source.id,
    [item("plan.pdf", "corrupt"), item("pay.pdf", "encrypted"), item("tax.pdf", "corrupt")],
    "r",
    now,
  );
  // Rows may still come that carry this time.
  expect(await collectEvents(ports)).toBe(0);
  now += 31_000;
  expect(await collectEvents(ports)).toBe(1);
  const delivery = await firstDelivery(webhook);
  expect(JSON.parse(delivery?.body ?? "")).toMatchObject({
    type: "document.failed",
    data: { sourceId: "s", failed: 3, reasons: { corrupt: 2, encrypted: 1 } },
  });
  expect(delivery?.body).not.toMatch(/plan|pay|tax|why/);
  await database.syncItems.save(source.id, [item("plan.pdf", "corrupt")], "r", now);
  now += 120_000;
  expect(await collectEvents(ports)).toBe(0);
});

test("a deleted endpoint takes its log along, and old entries go by themselves", async () => {
  const webhook = await make();
  await finishAnswer("a");
  await collectEvents(ports);
  const id = (await firstDelivery(webhook))?.id ?? "";
  expect(await ports.database.webhooks.sweepDeliveries(now)).toBe(0);
  await deleteWebhook(ports, ADMIN, webhook.id);
  expect(await ports.database.webhooks.delivery(id)).toBeNull();
  await deliver(id);
  expect(sent).toEqual([]);
  now += 1000;
  const other = await make();
  await finishAnswer("b");
  await collectEvents(ports);
  expect(await ports.database.webhooks.sweepDeliveries(now + 1)).toBe(1);
  expect(await firstDelivery(other)).toBeUndefined();
});
