import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import type { ConnectorContext, HttpAnswer, RateLimit } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { createConnectorHttp } from "./connector-http.ts";
import { createSafeFetch } from "./safe-fetch.ts";

interface Site {
  readonly url: string;
  readonly seen: { readonly path: string; readonly at: number; readonly headers: http.IncomingHttpHeaders }[];
}

async function serve(listener: RequestListener, now: () => number = () => 0): Promise<Site> {
  const seen: Site["seen"] = [];
  const server = http.createServer((request, response) => {
    seen.push({ path: request.url ?? "", at: now(), headers: request.headers });
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

/** The network of connectors by a clock that moves when somebody waits. */
function open({ allowPrivate = ["127.0.0.1"], timeoutMs = 5000, onFetch = (): void => {} } = {}) {
  let now = Date.UTC(2026, 2, 1);
  const clock = { now: () => now };
  const waits: number[] = [];
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    // As long as a timer would: others who are about to wait come first.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return;
    waits.push(ms);
    now += ms;
  };
  const safeFetch = createSafeFetch({ allowPrivate, timeoutMs, isStepwise: true, maxBytes: 64 * 2 ** 20 });
  const fetch: typeof safeFetch = (request) => {
    onFetch();
    return safeFetch(request);
  };
  const network = createConnectorHttp({ fetch, openSocket: () => Promise.reject(new Error("none")), clock, random: () => 0.5, wait });
  const caller = (more: Partial<Parameters<typeof network.open>[0]> = {}): ConnectorContext["http"] =>
    network.open({ connectorId: "c", sourceId: "s", limits: {}, isProbe: false, signal: new AbortController().signal, ...more });
  return { clock, waits, caller };
}

/** Answers these one after another, the last one again and again. */
function inTurn(...answers: readonly [status: number, headers?: Record<string, string>][]): RequestListener {
  let at = 0;
  return (_request, response) => {
    const [status, headers = {}] = answers[Math.min(at++, answers.length - 1)] ?? [500];
    response.writeHead(status, headers).end("body");
  };
}

const textOf = (answer: HttpAnswer): Promise<string> => new Response(answer.body).text();

test("a limit in seconds is waited out, and the request is asked again", async () => {
  const { clock, caller } = open();
  const site = await serve(inTurn([429, { "retry-after": "30" }], [200]), () => clock.now());
  const answer = await caller().request({ url: site.url, limit: "history" });
  expect(answer.status).toBe(200);
  expect(await textOf(answer)).toBe("body");
  expect((site.seen[1]?.at ?? 0) - (site.seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test("a limit until a date counts by the sender's clock", async () => {
  const { clock, caller } = open();
  const limited: [number, Record<string, string>] = [
    503,
    { "retry-after": "Mon, 05 Jan 2015 10:00:20 GMT", date: "Mon, 05 Jan 2015 10:00:00 GMT" },
  ];
  const site = await serve(inTurn(limited, [200]), () => clock.now());
  await caller().request({ url: site.url });
  const waited = (site.seen[1]?.at ?? 0) - (site.seen[0]?.at ?? 0);
  expect(waited).toBeGreaterThanOrEqual(20_000);
  expect(waited).toBeLessThan(25_000);
});

test.each(["", "soon", "-5", "0", "NaN", "1e3", "12 seconds", "undefined"])(
  "Retry-After %j: a growing pause, and no loop",
  async (value) => {
    const { clock, caller } = open();
    const site = await serve(inTurn([429, { "retry-after": value }], [429, {}], [429, { "retry-after": value }], [200]), () => clock.now());
    await caller().request({ url: site.url });
    const pauses = site.seen.slice(1).map(({ at }, index) => at - (site.seen[index]?.at ?? 0));
    expect(pauses).toHaveLength(3);
    expect(pauses[0]).toBeGreaterThanOrEqual(1000);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
    expect(pauses[2]).toBeGreaterThan(pauses[1] ?? 0);
  },
);

// Of thousands of requests every twentieth is refused: pauses that grew with each would end in hours.
test("odd refusals among many that are let through do not make the pauses grow", async () => {
  const { caller, waits } = open();
  let asked = 0;
  const site = await serve((_request, response) => void response.writeHead(++asked % 20 === 0 ? 429 : 200).end("body"));
  const client = caller({ limits: { download: { requests: 100_000, perMs: 60_000, concurrency: 4 } } });
  const work = async (): Promise<void> => {
    for (let at = 0; at < 50; at++) await textOf(await client.request({ url: site.url, limit: "download" }));
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(asked).toBeGreaterThan(205);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
});

// The job comes back by itself; a worker that slept would be one less for everybody.
test("a wait of more than a minute is refused with its length, and nobody else asks meanwhile", async () => {
  const { waits, caller } = open();
  const site = await serve(inTurn([429, { "retry-after": "90" }]));
  const refused = { code: "rate_limited", retryAfterMs: expect.toSatisfy((ms: number) => ms >= 90_000 && ms < 95_000) };
  await expect(caller().request({ url: site.url, limit: "list" })).rejects.toMatchObject(refused);
  await expect(caller().request({ url: site.url, limit: "list" })).rejects.toMatchObject({ code: "rate_limited" });
  expect(site.seen).toHaveLength(1);
  expect(waits).toEqual([]);
});

test("a source that is limited without end is given up, not asked for ever", async () => {
  const { caller } = open();
  const site = await serve(inTurn([429, { "retry-after": "1" }]));
  await expect(caller().request({ url: site.url })).rejects.toMatchObject({ code: "rate_limited" });
  expect(site.seen.length).toBeLessThan(20);
});

test("a pause concerns one bucket of one account", async () => {
  const { waits, caller } = open();
  const limited = new Set(["/slow"]);
  const site = await serve((request, response) =>
    response.writeHead(limited.has(request.url ?? "") ? 429 : 200, { "retry-after": "3600" }).end(),
  );
  const ask = (path: string, limit: string, account?: string) =>
    caller().request({ url: `${site.url}${path}`, limit, ...(account !== undefined && { account }) });
  await expect(ask("/slow", "history")).rejects.toMatchObject({ code: "rate_limited" });
  await ask("/fast", "list");
  await ask("/fast", "history", "another team");
  // An account of the name of a source is not that source.
  await ask("/fast", "history", "s");
  await expect(ask("/fast", "history")).rejects.toMatchObject({ code: "rate_limited" });
  expect(waits).toEqual([]);
});

test("buckets hold for all runs of an account together, in the order of asking, and never exceed their rate", async () => {
  const times: number[] = [];
  const { clock, caller } = open({ onFetch: () => void times.push(clock.now()) });
  const site = await serve((_request, response) => response.end());
  const limits: Record<string, RateLimit> = { list: { requests: 3, perMs: 10_000 } };
  const runs = [caller({ limits }), caller({ limits }), caller({ limits, sourceId: "other" })];
  await Promise.all(
    Array.from({ length: 12 }, async (_each, at) => runs[at % 3]?.request({ url: `${site.url}/${at}`, limit: "list", account: "team" })),
  );
  expect(site.seen.map(({ path }) => Number(path.slice(1))).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 12 }, (_each, at) => at),
  );
  expect(times).toHaveLength(12);
  times.forEach((at, index) => expect(at - (times[index - 3] ?? -Infinity)).toBeGreaterThanOrEqual(10_000));
});

test("a queue that is longer than a minute is refused at once", async () => {
  const { caller } = open();
  const site = await serve((_request, response) => response.end());
  const limits = { slow: { requests: 1, perMs: 60_000 } };
  const asked = [1, 2, 3].map(() => caller({ limits }).request({ url: site.url, limit: "slow" }));
  await expect(asked[2]).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 120_000 });
  await Promise.all(asked.slice(0, 2));
});

// Somebody looks at the form.
test("a check never stands behind a running sync", async () => {
  const { waits, caller } = open();
  const site = await serve((_request, response) => response.end());
  const limits = { slow: { requests: 1, perMs: 3_600_000 } };
  await caller({ limits }).request({ url: site.url, limit: "slow" });
  await expect(caller({ limits }).request({ url: site.url, limit: "slow" })).rejects.toMatchObject({ code: "rate_limited" });
  expect((await caller({ limits, isProbe: true }).request({ url: site.url, limit: "slow" })).status).toBe(200);
  expect(waits).toEqual([]);
});

test("no more requests at once than the bucket says", async () => {
  const { caller } = open();
  let active = 0;
  let most = 0;
  const site = await serve((_request, response) => {
    most = Math.max(most, (active += 1));
    setTimeout(() => {
      active -= 1;
      response.end();
    }, 10);
  });
  const limits = { get: { requests: 1000, perMs: 1000, concurrency: 2 } };
  await Promise.all(Array.from({ length: 10 }, () => caller({ limits }).request({ url: site.url, limit: "get" })));
  expect(most).toBe(2);
});

test("server errors and lost connections are asked again three times; the last answer is passed on", async () => {
  const { caller } = open();
  const failing = await serve(inTurn([500]));
  expect((await caller().request({ url: failing.url })).status).toBe(500);
  expect(failing.seen).toHaveLength(4);
  const recovering = await serve(inTurn([502], [504], [200]));
  expect((await caller().request({ url: recovering.url })).status).toBe(200);
  const cut = await serve((request) => void request.socket.destroy());
  await expect(caller().request({ url: cut.url })).rejects.toMatchObject({ code: "network" });
  expect(cut.seen).toHaveLength(4);
});

test("`none` passes every answer on as it came", async () => {
  const { waits, caller } = open();
  const site = await serve(inTurn([429, { "retry-after": "9" }], [500], [200]));
  const statuses = [];
  for (let asked = 0; asked < 3; asked++) statuses.push((await caller().request({ url: site.url, retry: "none" })).status);
  expect(statuses).toEqual([429, 500, 200]);
  expect(waits).toEqual([]);
});

test("what the status does not show holds the bucket too, longer each time", async () => {
  const { waits, caller } = open();
  await caller().slowDown({ limit: "list" });
  await caller().slowDown({ limit: "list" });
  expect(waits[1]).toBeGreaterThan(waits[0] ?? Infinity);
  await expect(caller().slowDown({ limit: "list", retryAfterMs: 120_000 })).rejects.toMatchObject({ code: "rate_limited" });
  await expect(caller().request({ url: "http://127.0.0.1:1", limit: "list" })).rejects.toMatchObject({ code: "rate_limited" });
});

test("who stops waiting makes room for the others", async () => {
  const { caller } = open();
  const site = await serve((_request, response) => response.end());
  const limits = { list: { requests: 1, perMs: 20_000 } };
  const ending = new AbortController();
  await caller({ limits }).request({ url: site.url, limit: "list" });
  const gone = caller({ limits, signal: ending.signal }).request({ url: site.url, limit: "list" });
  const next = caller({ limits }).request({ url: site.url, limit: "list" });
  ending.abort(new Error("stopped"));
  await expect(gone).rejects.toThrow("stopped");
  expect((await next).status).toBe(200);
  expect(site.seen).toHaveLength(2);
});

test("private addresses are refused unless the operator allows them, and never tried again", async () => {
  const { waits, caller } = open({ allowPrivate: [] });
  const site = await serve((_request, response) => response.end());
  await expect(caller().request({ url: site.url })).rejects.toMatchObject({ code: "invalid" });
  expect(site.seen).toEqual([]);
  expect(waits).toEqual([]);
});

// Slack's files lie on another host that needs the token; any other host must not get it.
test("a redirect takes credentials to the same host and to named ones only", async () => {
  const { caller } = open();
  const target = await serve((_request, response) => response.end("file"));
  const targetHost = new URL(target.url).host;
  const site = await serve((_request, response) => response.writeHead(302, { location: `${target.url}/f` }).end());
  const headers = { authorization: "Bearer secret", cookie: "d=1", "x-other": "2" };
  await caller().request({ url: site.url, headers });
  await caller().request({ url: site.url, headers, authorizedHosts: ["files.example.org", "*.example.org"] });
  await caller().request({ url: site.url, headers, authorizedHosts: [targetHost] });
  expect(target.seen.map(({ headers: got }) => [got.authorization, got.cookie, got["x-other"]])).toEqual([
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
    ["Bearer secret", "d=1", undefined],
  ]);
  expect((await caller().request({ url: site.url, redirect: "manual" })).status).toBe(302);
});

test("errors name the host, and neither the path, the query nor a token", async () => {
  const { caller } = open({ timeoutMs: 50 });
  const silent = await serve(() => {});
  const asked = caller({ isProbe: true }).request({
    url: `${silent.url}/secret-path?token=xoxb-1`,
    headers: { authorization: "Bearer xoxb-2" },
  });
  const error = await asked.catch((fault: unknown) => fault as Error);
  expect(error).toMatchObject({ code: "network" });
  expect((error as Error).message).not.toMatch(/secret|token|xoxb/);
});

test("a body may take longer than the limit as long as its pieces come in time; one that stops ends", async () => {
  const { caller } = open({ timeoutMs: 150 });
  const site = await serve((request, response) => {
    let left = 5;
    const isSteady = request.url === "/steady";
    const timer = setInterval(() => {
      response.write("x".repeat(1000));
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      if (isSteady) response.end();
    }, 60);
  });
  expect((await textOf(await caller().request({ url: `${site.url}/steady` }))).length).toBe(5000);
  await expect(textOf(await caller().request({ url: `${site.url}/stops` }))).rejects.toMatchObject({ code: "network" });
});

test("a large body is handed on piece by piece, and no faster than it is read", async () => {
  const { caller } = open();
  const size = 48 * 2 ** 20;
  let sent = 0;
  const site = await serve((_request, response) => {
    const piece = Buffer.alloc(2 ** 20);
    const push = (): void => {
      while (sent < size) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once("drain", push);
      }
      response.end();
    };
    push();
  });
  const answer = await caller().request({ url: site.url });
  const reader = answer.body.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What sockets hold between here and there.
  expect(sent).toBeLessThan(size / 2);
  let read = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) read += piece.value.length;
  expect(read).toBeGreaterThan(size - 2 ** 20);
});
