import type { LiveHint } from "@smartypants/sdk";
import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { company, DAY_MS } from "./__fixtures__/company.ts";
import { collect, contextFor, syncOnce } from "./__fixtures__/fake-host.ts";
import type { SlackFake } from "./fake/index.ts";
import { slack } from "./slack-connector.ts";

const SOURCE: LiveHint = { scope: "source" };
const item = (id: string): LiveHint => ({ scope: "item", id });

/** A listener whose first hint has come: the connection stands. */
async function listening(fake: SlackFake, state = EMPTY_STATE, options: Parameters<typeof contextFor>[3] = {}) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const context = contextFor(fake, {}, state, { signal: controller.signal, ...options });
  const hints = slack.listen?.(context);
  if (hints === undefined) throw new Error("it does not listen");
  const iterator = hints[Symbol.asyncIterator]();
  const next = async (): Promise<LiveHint> => ((await iterator.next()) as IteratorYieldResult<LiveHint>).value;
  expect(await next()).toEqual(SOURCE);
  return { next, context, controller, iterator };
}

test("each connection begins with a hint for the whole source; a closed one is opened again at once", async () => {
  const { fake } = await company();
  const { next } = await listening(fake);
  const again = next();
  fake.sockets.disconnect("refresh_requested");
  expect(await again).toEqual(SOURCE);
  expect(fake.count("apps.connections.open")).toBe(2);
});

test("a new message is a hint for itself, and every envelope is acknowledged", async () => {
  const { fake, general, say } = await company();
  const { next } = await listening(fake);
  const ts = say(general, "Hello");
  expect(await next()).toEqual(item(`${general}/${ts}`));
  await vi.waitFor(() => expect(fake.sockets.acknowledged.size).toBe(1));
});

test("4: a deletion is about the message that was deleted, not about the time when it was", async () => {
  const { fake, general, say } = await company();
  const ts = say(general, "Wrong");
  const { next } = await listening(fake);
  fake.advance(5000);
  fake.change.remove(fake.world, general, ts);
  expect([await next(), await next()]).toEqual([item(`${general}/${ts}`), item(`${general}/~${ts}`)]);
});

test("11: a reply is one by its thread, whatever its subtype says or does not", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question");
  reply(general, parent, "Answer");
  const { state } = await syncOnce(fake);
  const { next } = await listening(fake, state);
  fake.sockets.send({ type: "message", channel: general, user: "U1", text: "x", ts: "1773306000.000900", thread_ts: parent });
  expect(await next()).toEqual(item(`${general}/${parent}`));
  const message = { type: "message", ts: "1773306000.000900", thread_ts: parent };
  fake.sockets.send({ type: "message", subtype: "message_replied", channel: general, ts: "1773306000.000901", message });
  expect(await next()).toEqual(item(`${general}/${parent}`));
});

test("a first reply is also a hint for the run that the message leaves", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question");
  const { state } = await syncOnce(fake);
  const { next } = await listening(fake, state);
  reply(general, parent, "Answer");
  expect([await next(), await next()]).toEqual([item(`${general}/${parent}`), item(`${general}/~${parent}`)]);
});

test("13: an event that comes four times is one, and a change before its creation ends right", async () => {
  const { fake, general, say } = await company();
  const { next, context } = await listening(fake);
  fake.sockets.hold();
  const ts = say(general, "Created");
  fake.change.edit(fake.world, general, ts, "Changed");
  fake.sockets.release("reversed");
  expect([await next(), await next()]).toEqual([item(`${general}/${ts}`), item(`${general}/${ts}`)]);
  expect(await slack.fetchOne?.(context, { id: `${general}/${ts}` })).toMatchObject({ title: "Changed" });
  fake.sockets.send({ type: "message", channel: general, user: "U1", ts: "1773306000.000800" }, 4);
  fake.sockets.send({ type: "team_join", user: { id: "U9" } });
  expect([await next(), await next()]).toEqual([item(`${general}/1773306000.000800`), { scope: "groups" }]);
});

test("14: an event about a message that was never stored has it fetched", async () => {
  const { fake, general, say } = await company();
  const ts = say(general, "Never seen");
  const { next, context } = await listening(fake);
  fake.change.edit(fake.world, general, ts, "Seen at last");
  const hint = await next();
  expect(hint).toEqual(item(`${general}/${ts}`));
  expect(await slack.fetchOne?.(context, { id: hint?.id ?? "" })).toMatchObject({ title: "Seen at last" });
});

test("2: an edit of a reply, in a thread older than any window, arrives by its event", async () => {
  const { fake, general, say, reply } = await company();
  const longAgo = fake.world.now - 100 * DAY_MS;
  const parent = say(general, "Question", { at: longAgo });
  const answer = reply(general, parent, "Wrong answer", { at: longAgo + 1000 });
  const { state } = await syncOnce(fake);
  const { next, context } = await listening(fake, state);
  fake.change.edit(fake.world, general, answer, "Right answer");
  const hint = await next();
  expect(hint).toEqual(item(`${general}/${parent}`));
  const document = await slack.fetchOne?.(context, { id: hint?.id ?? "" });
  expect(JSON.stringify(document?.sections)).toContain("Right answer");
  expect(JSON.stringify(document?.sections)).not.toContain("Wrong answer");
});

test("people and channels: memberships, a conversion, a rename", async () => {
  const { fake, general, ben } = await company();
  const { next } = await listening(fake);
  fake.change.leave(fake.world, general, ben);
  expect(await next()).toEqual({ scope: "groups" });
  fake.change.convertToPrivate(fake.world, general);
  expect([await next(), await next()]).toEqual([SOURCE, { scope: "groups" }]);
  // The app itself is invited: there is a channel more to read.
  fake.change.join(fake.world, general, fake.world.botUserId);
  expect([await next(), await next()]).toEqual([SOURCE, { scope: "groups" }]);
  fake.sockets.send({ type: "file_change", file_id: "F1" });
  expect(await next()).toEqual(SOURCE);
});

test("a connection that cannot be had is tried again, later and later; a refused token ends listening", async () => {
  const { fake } = await company();
  const pauses: (number | undefined)[] = [];
  fake.faults.add("apps.connections.open", { kind: "status", status: 500 }, { times: 3 });
  await listening(fake, EMPTY_STATE, { onSlowDown: ({ retryAfterMs }) => pauses.push(retryAfterMs) });
  expect(pauses).toEqual([2000, 4000, 8000]);
  fake.faults.add("apps.connections.open", { kind: "refuse", error: "invalid_auth" });
  await expect(collect(slack.listen?.(contextFor(fake)))).rejects.toMatchObject({ code: "config" });
});

test("without an app-level token, and after the signal, it ends", async () => {
  const { fake } = await company();
  const { appToken: _, ...credential } = fake.credential;
  expect(await collect(slack.listen?.(contextFor(fake, {}, EMPTY_STATE, { credential })))).toEqual([]);
  const { controller, iterator } = await listening(fake);
  const last = iterator.next();
  controller.abort();
  expect(await last).toMatchObject({ done: true });
  await vi.waitFor(() => expect(fake.sockets.connections()).toBe(0));
});

test("a socket address of the operator's own is used instead of Slack's", async () => {
  const { fake } = await company();
  const controller = new AbortController();
  const socketUrl = `${fake.origin.replace("http", "ws")}/own`;
  const context = contextFor(fake, { advanced: { ...fake.settings.advanced, socketUrl } }, EMPTY_STATE, { signal: controller.signal });
  for await (const hint of slack.listen?.(context) ?? []) {
    expect(hint).toEqual(SOURCE);
    controller.abort();
  }
  expect(fake.count("apps.connections.open")).toBe(0);
});
