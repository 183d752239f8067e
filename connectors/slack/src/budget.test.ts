import { expect, onTestFinished, test } from "vitest";
import { HOUR_MS } from "./__fixtures__/company.ts";
import { syncOnce } from "./__fixtures__/fake-host.ts";
import { seedBig, startSlackFake } from "./fake/index.ts";

// Slack allows 50 calls a minute, so calls are what a sync costs.
test("calls: a page for at least 150 messages, one a new or changed thread, none for what did not change", async () => {
  const fake = await startSlackFake({ seedWorld: (world) => seedBig(world, { messages: 6000, channels: 3, people: 20 }) });
  onTestFinished(() => fake.close());
  const channels = [...fake.world.channels.values()];
  const topLevel = channels.reduce((sum, channel) => sum + channel.messages.length, 0);
  const threads = channels.flatMap((channel) =>
    channel.messages.filter((message) => message.replies.length > 0).map((message) => ({ channel, message })),
  );
  const first = await syncOnce(fake);
  // A last page that is not full costs each channel one more.
  expect(fake.count("conversations.history")).toBeLessThanOrEqual(Math.ceil(topLevel / 150) + channels.length);
  expect(fake.count("conversations.replies")).toBe(threads.length);
  expect(threads.length).toBeGreaterThan(100);

  fake.resetCalls();
  fake.advance(5 * 60_000);
  const quiet = await syncOnce(fake, first.state);
  expect(fake.count("conversations.history")).toBe(channels.length);
  expect(fake.count("conversations.replies")).toBe(0);
  expect(fake.count("users.list") + fake.count("users.info")).toBe(0);

  fake.resetCalls();
  fake.advance(HOUR_MS);
  const changed = threads.slice(-3);
  for (const { channel, message } of changed) fake.change.post(fake.world, channel.id, "U000001", "One more", { threadTs: message.ts });
  const hourly = await syncOnce(fake, quiet.state);
  expect(fake.count("conversations.replies")).toBe(changed.length);
  expect(hourly.ops.filter((op) => op.op === "upsert").length).toBe(changed.length);
  expect(fake.violations).toEqual([]);
});

test("the host is asked in pages what it knows, never message by message", async () => {
  const fake = await startSlackFake({ seedWorld: (world) => seedBig(world, { messages: 2000, channels: 2, people: 10 }) });
  onTestFinished(() => fake.close());
  const { context, state } = await syncOnce(fake);
  expect(state.documents.size).toBeGreaterThan(300);
  const pages = fake.count("conversations.history");
  let questions = 0;
  const known: typeof context.known = (ids) => {
    questions++;
    return context.known(ids);
  };
  const again = await syncOnce(fake, state, { isFull: true, wrap: (made) => ({ ...made, known }) });
  expect(again.ops.at(-1)?.op).toBe("done");
  expect(questions).toBeGreaterThan(0);
  expect(questions).toBeLessThanOrEqual(3 * pages);
});
