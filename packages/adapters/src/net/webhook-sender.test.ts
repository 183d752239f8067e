import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createSafeFetch } from "./safe-fetch.ts";
import { createWebhookSender } from "./webhook-sender.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const options = { timeoutMs: 5000, maxBytes: 1000 };
const allowed = createWebhookSender(createSafeFetch({ ...options, allowPrivate: ["127.0.0.1"] }));
const send = (url: string) => ({ url, headers: { "webhook-id": "1" }, body: "{}", signal: new AbortController().signal });

test("a status is an answer, whatever it is, and the pause it asks for is passed on", async () => {
  const bodies: string[] = [];
  const url = await listen((request, response) => {
    request.on("data", (bytes) => bodies.push(String(bytes)));
    request.on("end", () => response.writeHead(503, { "retry-after": "120" }).end("secret text of an inner service"));
  });
  expect(await allowed.post(send(url))).toEqual({ status: 503, retryAfterMs: 120_000 });
  expect(bodies).toEqual(["{}"]);
});

// What is signed for one address must not be carried to another.
test("redirects are not followed", async () => {
  let visits = 0;
  const target = await listen((_request, response) => {
    visits += 1;
    response.end();
  });
  const url = await listen((_request, response) => void response.writeHead(307, { location: target }).end());
  expect(await allowed.post(send(url))).toEqual({ status: 307, retryAfterMs: null });
  expect(visits).toBe(0);
});

test("private addresses are refused unless they are allowed", async () => {
  const sender = createWebhookSender(createSafeFetch({ ...options, allowPrivate: [] }));
  const url = await listen((_request, response) => void response.end());
  await expect(sender.post(send(url))).rejects.toMatchObject({ code: "invalid" });
  await expect(sender.post(send("http://169.254.169.254/latest"))).rejects.toMatchObject({ code: "invalid" });
});
