import type { WebhookRequest } from "@smartypants/sdk";
import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company, MINUTE_MS } from "./__fixtures__/company.ts";
import { contextFor } from "./__fixtures__/fake-host.ts";
import { createSlack } from "./slack-connector.ts";

async function setUp() {
  const { fake } = await company();
  const connector = createSlack();
  const event = { type: "message", channel: "C1", user: "U1", text: "Hi", ts: "1773306000.000001" };
  const payload = { type: "event_callback", team_id: "T0001", event_id: "Ev1", event };
  const send = (request: WebhookRequest) => connector.webhook?.(contextFor(fake), request);
  return { fake, connector, payload, send };
}

test("an event that Slack signed is answered with 200 and is a hint, once", async () => {
  const { fake, payload, send } = await setUp();
  expect(await send(fake.signedRequest(payload))).toEqual({
    response: { status: 200 },
    hints: [{ scope: "item", id: "C1/1773306000.000001" }],
  });
  expect(await send(fake.signedRequest(payload))).toEqual({ response: { status: 200 }, hints: [] });
});

test("the address is proved with the challenge", async () => {
  const { fake, send } = await setUp();
  expect(await send(fake.signedRequest({ type: "url_verification", challenge: "abc" }))).toMatchObject({
    response: { status: 200, body: "abc" },
    hints: [],
  });
});

test("Slack's word that it held events back is a hint for the whole source", async () => {
  const { fake, send } = await setUp();
  expect(await send(fake.signedRequest({ type: "app_rate_limited", team_id: "T0001" }))).toMatchObject({ hints: [{ scope: "source" }] });
});

test("a wrong signature, another body, an old or missing time, and a source without a secret are refused", async () => {
  const { fake, connector, payload, send } = await setUp();
  const good = fake.signedRequest(payload);
  const refused = { response: { status: 401 }, hints: [] };
  expect(await send({ ...good, headers: { ...good.headers, "x-slack-signature": "v0=00" } })).toEqual(refused);
  expect(await send({ ...good, body: new TextEncoder().encode("{}") })).toEqual(refused);
  expect(await send({ ...good, headers: {} })).toEqual(refused);
  fake.advance(6 * MINUTE_MS);
  expect(await send(good)).toEqual(refused);
  const { signingSecret: _, ...credential } = fake.credential;
  const context = contextFor(fake, {}, EMPTY_STATE, { credential });
  expect(await connector.webhook?.(context, fake.signedRequest(payload))).toEqual(refused);
});

test("names of headers count in any case, and a signed body that is no JSON is refused", async () => {
  const { fake, payload, send } = await setUp();
  const { headers, ...rest } = fake.signedRequest(payload);
  const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  expect(await send({ ...rest, headers: shouted })).toMatchObject({ response: { status: 200 } });
  expect(await send(fake.signedRequest("no object" as unknown as object))).toMatchObject({ response: { status: 400 } });
});
