import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener } from "node:http";
import type { Server, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createSafeFetch, type SafeFetch, type SafeFetchOptions } from "./safe-fetch.ts";

const LOOPBACK = ["127.0.0.0/8"];

function fetchWith(options: Partial<SafeFetchOptions> = {}): SafeFetch {
  return createSafeFetch({ allowPrivate: LOOPBACK, timeoutMs: 5000, maxBytes: 1_000_000, ...options });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

interface Site {
  readonly url: string;
  readonly port: number;
  readonly requests: IncomingMessage[];
}

async function serve(listener: RequestListener): Promise<Site> {
  const requests: IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  onTestFinished(() => server.closeAllConnections());
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, requests };
}

const hello: RequestListener = (_request, response) => response.end("hello");

function redirectTo(target: () => string, status = 302): RequestListener {
  return (request, response) => (request.url === "/" ? response.writeHead(status, { location: target() }).end() : response.end("arrived"));
}

async function textOf(answer: { readonly body: ReadableStream<Uint8Array> }): Promise<string> {
  return new Response(answer.body).text();
}

test("answers with status, headers and body, of any status", async () => {
  const site = await serve((request, response) => {
    response.writeHead(418, { "x-a": "1", "set-cookie": ["a=1", "b=2"] }).write(`${request.method} ${request.url} `);
    request.pipe(response);
  });
  const answer = await fetchWith()({
    method: "post",
    url: `${site.url}/a/../b?c=%20#d`,
    headers: { "X-Mine": "yes", Host: "evil.example" },
    body: "ünï",
  });
  expect(answer).toMatchObject({ status: 418, headers: { "x-a": "1", "set-cookie": "a=1, b=2" }, url: `${site.url}/b?c=%20#d` });
  expect(await textOf(answer)).toBe("POST /b?c=%20 ünï");
  expect(site.requests[0]?.headers).toMatchObject({ "x-mine": "yes", host: `127.0.0.1:${site.port}`, "accept-encoding": "identity" });
});

test("private addresses are refused before anything is sent", async () => {
  const site = await serve(hello);
  const safeFetch = fetchWith({ allowPrivate: [] });
  const hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "0", "127.1"].map(
    (host) => `${host}:${site.port}`,
  );
  for (const url of [...hosts.map((host) => `http://${host}/`), "http://169.254.169.254/latest/meta-data"])
    await expect(safeFetch({ url }), url).rejects.toMatchObject({ code: "invalid" });
  expect(site.requests).toEqual([]);
});

test("only http and https, without credentials in the address", async () => {
  const safeFetch = fetchWith();
  for (const url of ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,x", "http://ada:pw@127.0.0.1/", "127.0.0.1", "//x", "http://", ""]) {
    await expect(safeFetch({ url }), url).rejects.toMatchObject({ code: "invalid" });
  }
});

test("a name with one forbidden address among public ones is refused", async () => {
  const safeFetch = fetchWith({ allowPrivate: [], lookup: async () => ["1.1.1.1", "10.0.0.1"] });
  await expect(safeFetch({ url: "http://mixed.example/" })).rejects.toMatchObject({ code: "invalid" });
});

// DNS rebinding: the second answer to the same question must never be asked for.
test("the connection goes to the address that was checked", async () => {
  const site = await serve(hello);
  const asked: string[] = [];
  const lookup = async (hostname: string): Promise<readonly string[]> => {
    asked.push(hostname);
    return asked.length === 1 ? ["127.0.0.1"] : ["10.255.255.1"];
  };
  const answer = await fetchWith({ lookup })({ url: `http://rebinding.example:${site.port}/` });
  expect(await textOf(answer)).toBe("hello");
  expect(asked).toEqual(["rebinding.example"]);
  expect(site.requests[0]?.headers.host).toBe(`rebinding.example:${site.port}`);
});

test("a host that is allowed by name may be private", async () => {
  const site = await serve(hello);
  const safeFetch = fetchWith({ allowPrivate: ["ollama"], lookup: async () => ["127.0.0.1"] });
  expect(await textOf(await safeFetch({ url: `http://ollama:${site.port}/` }))).toBe("hello");
  await expect(safeFetch({ url: `http://ollama.evil.example:${site.port}/` })).rejects.toMatchObject({ code: "invalid" });
});

test("every redirect is checked like the first address", async () => {
  const inner = await serve(hello);
  let target = "";
  const site = await serve(redirectTo(() => target));
  const safeFetch = fetchWith({ allowPrivate: ["first.example"], lookup: async () => ["127.0.0.1"] });
  const url = `http://first.example:${site.port}/`;
  for (target of [
    inner.url,
    `http://second.example:${inner.port}/`,
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "http://a:b@first.example/",
  ]) {
    await expect(safeFetch({ url }), target).rejects.toMatchObject({ code: "invalid" });
  }
  target = "/next";
  const answer = await safeFetch({ url });
  expect(await textOf(answer)).toBe("arrived");
  expect(answer.url).toBe(`http://first.example:${site.port}/next`);
  expect(inner.requests).toEqual([]);
});

test("credentials stay with the host they were meant for", async () => {
  const other = await serve(hello);
  const site = await serve((request, response) => {
    const location = request.url === "/same" ? "/end" : `${other.url}/`;
    if (request.url === "/end") response.end("end");
    else response.writeHead(307, { location }).end();
  });
  const headers = { authorization: "Bearer x", cookie: "a=1", "x-api-key": "k", accept: "text/html" };
  await fetchWith()({ url: `${site.url}/same`, headers });
  expect(site.requests.at(-1)?.headers).toMatchObject(headers);
  await fetchWith()({ url: `${site.url}/elsewhere`, headers });
  expect(other.requests[0]?.headers.accept).toBe("text/html");
  for (const name of ["authorization", "cookie", "x-api-key"]) expect(other.requests[0]?.headers, name).not.toHaveProperty(name);
});

test("what was sent is not handed to another host, and a form's answer is got without it", async () => {
  const other = await serve(hello);
  const statuses = [301, 302, 303, 307, 308];
  const site = await serve((request, response) => {
    request.resume();
    response.writeHead(Number(request.url?.slice(1)), { location: `${other.url}/` }).end();
  });
  const post = (status: number) =>
    fetchWith()({ method: "POST", url: `${site.url}/${status}`, body: "secret", headers: { "content-type": "text/plain" } });
  for (const status of statuses.slice(0, 3)) expect(await textOf(await post(status))).toBe("hello");
  for (const status of statuses.slice(3)) await expect(post(status)).rejects.toMatchObject({ code: "network" });
  expect(other.requests.map((request) => [request.method, request.headers["content-type"], request.headers["content-length"]])).toEqual(
    Array.from({ length: 3 }, () => ["GET", undefined, undefined]),
  );
});

test("redirects end: five are followed, and no loop", async () => {
  const site = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("end");
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  expect(await textOf(await fetchWith()({ url: `${site.url}/5` }))).toBe("end");
  await expect(fetchWith()({ url: `${site.url}/6` })).rejects.toMatchObject({
    code: "network",
    message: expect.stringContaining("5 times"),
  });
  expect(site.requests.length).toBe(12);
});

test("an answer that is too large is cut off, announced or not, compressed or not", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  let closed = 0;
  const site = await serve((request, response) => {
    response.on("close", () => closed++);
    if (request.url === "/announced") return void response.writeHead(200, { "content-length": 5_000_000 }).write("x");
    if (request.url === "/bomb") return void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(100_000)));
    };
    response.on("drain", more);
    more();
  });
  await expect(fetchWith()({ url: `${site.url}/announced` })).rejects.toMatchObject({ code: "too_large" });
  for (const url of [`${site.url}/endless`, `${site.url}/bomb`]) {
    await expect(fetchWith()({ url }).then(textOf), url).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("0.954 MB"),
    });
  }
  await expect.poll(() => closed).toBe(3);
  expect((await textOf(await fetchWith({ maxBytes: 60_000_000 })({ url: `${site.url}/bomb` }))).length).toBe(50_000_000);
});

test("an answer cut short or in an unknown encoding is an error, not a short text", async () => {
  const site = await serve((request, response) => {
    if (request.url === "/odd") return void response.writeHead(200, { "content-encoding": "zstd-x" }).end("x");
    const isZipped = request.url === "/gzip";
    response.writeHead(200, isZipped ? { "content-encoding": "gzip" } : { "content-length": 100 });
    response.write(isZipped ? gzipSync("hello hello hello").subarray(0, 20) : "hello", () => response.destroy());
  });
  await expect(fetchWith()({ url: `${site.url}/odd` })).rejects.toMatchObject({ code: "unsupported" });
  for (const name of ["plain", "gzip"])
    await expect(fetchWith()({ url: `${site.url}/${name}` }).then(textOf), name).rejects.toMatchObject({ code: "network" });
});

test("time runs out: for the name, for the answer's head and for its body", async () => {
  const site = await serve((request, response) => {
    if (request.url === "/body") response.writeHead(200).write("a");
  });
  const expected = { code: "network", message: expect.stringContaining("within 0.1 s") };
  const safeFetch = fetchWith({ timeoutMs: 100 });
  await expect(safeFetch({ url: `${site.url}/head` })).rejects.toMatchObject(expected);
  await expect(safeFetch({ url: `${site.url}/body` }).then(textOf)).rejects.toMatchObject(expected);
  const unanswered = fetchWith({ timeoutMs: 100, lookup: () => new Promise(() => {}) });
  await expect(unanswered({ url: "http://slow.example/" })).rejects.toMatchObject(expected);
});

test("a caller can cancel, before and during the body", async () => {
  const site = await serve((_request, response) => void response.writeHead(200).write("a"));
  const controller = new AbortController();
  await expect(fetchWith()({ url: site.url, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
  const answer = await fetchWith()({ url: site.url, signal: controller.signal });
  const text = textOf(answer);
  controller.abort();
  await expect(text).rejects.toMatchObject({ code: "aborted" });
});

test("who stops reading ends the connection", async () => {
  const closed = Promise.withResolvers<void>();
  const site = await serve((_request, response) => {
    response.on("close", () => closed.resolve());
    response.writeHead(200).write("a");
  });
  const { body } = await fetchWith()({ url: site.url });
  const reader = body.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("a");
  await reader.cancel();
  await closed.promise;
});

test("hosts that are not there, and headers that are none, are said in words", async () => {
  const server = http.createServer();
  const port = await listen(server);
  server.close();
  await expect(fetchWith()({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({ code: "network" });
  const missing = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
  const lookup = () => Promise.reject(missing);
  await expect(fetchWith({ lookup })({ url: "http://no.example/" })).rejects.toMatchObject({
    code: "network",
    message: expect.stringContaining("no.example"),
  });
  await expect(fetchWith({ lookup: async () => [] })({ url: "http://no.example/" })).rejects.toMatchObject({ code: "network" });
  await expect(fetchWith()({ url: "http://127.0.0.1/", headers: { "x-a": "b\r\nc: d" } })).rejects.toMatchObject({ code: "invalid" });
});

interface Proxy {
  readonly url: string;
  readonly seen: { readonly method: string | undefined; readonly target: string | undefined; readonly authorization: string | undefined }[];
}

async function startProxy(connectStatus = 200): Promise<Proxy> {
  const seen: Proxy["seen"][number][] = [];
  const note = (request: IncomingMessage): void => {
    seen.push({ method: request.method, target: request.url, authorization: request.headers["proxy-authorization"] });
  };
  const server = http.createServer((request, response) => {
    note(request);
    response.end(`proxied for ${request.headers.host}`);
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    note(request);
    socket.end(`HTTP/1.1 ${connectStatus} x\r\n\r\n`);
  });
  const port = await listen(server);
  return { url: `http://ada:p%40ss@127.0.0.1:${port}`, seen };
}

test("a proxy gets the request; hosts allowed by name, and addresses of this network, do without it", async () => {
  const proxy = await startProxy();
  const site = await serve(hello);
  const safeFetch = fetchWith({
    allowPrivate: ["ollama", "127.0.0.0/8"],
    proxyUrl: proxy.url,
    lookup: async (hostname) => [hostname === "ollama" ? "127.0.0.1" : "1.1.1.1"],
  });
  expect(await textOf(await safeFetch({ url: "http://example.org/a?b#c" }))).toBe("proxied for example.org");
  const authorization = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`;
  expect(proxy.seen).toEqual([{ method: "GET", target: "http://example.org/a?b", authorization }]);
  expect(await textOf(await safeFetch({ url: `http://ollama:${site.port}/` }))).toBe("hello");
  expect(await textOf(await safeFetch({ url: `http://127.0.0.1:${site.port}/` }))).toBe("hello");
  await expect(safeFetch({ url: "https://example.org/" })).rejects.toMatchObject({ code: "network" });
  expect(proxy.seen[1]).toEqual({ method: "CONNECT", target: "example.org:443", authorization });
  expect(proxy.seen.length).toBe(2);
});

test("behind a proxy private addresses are refused, and names that cannot be looked up here are not", async () => {
  const proxy = await startProxy(403);
  const safeFetch = fetchWith({ allowPrivate: [], proxyUrl: proxy.url, lookup: () => Promise.reject(new Error("no DNS here")) });
  for (const url of ["http://127.0.0.1/", "http://localhost/", "https://a.localhost./", "http://[::1]/", "http://10.0.0.1/"]) {
    await expect(safeFetch({ url }), url).rejects.toMatchObject({ code: "invalid" });
  }
  const resolving = fetchWith({ allowPrivate: [], proxyUrl: proxy.url, lookup: async () => ["10.0.0.1"] });
  await expect(resolving({ url: "http://intern.example/" })).rejects.toMatchObject({ code: "invalid" });
  expect(proxy.seen).toEqual([]);
  expect(await textOf(await safeFetch({ url: "http://example.org/" }))).toBe("proxied for example.org");
  await expect(safeFetch({ url: "https://example.org/" })).rejects.toMatchObject({ code: "network" });
});

test("a proxy's address that is none stops the start", () => {
  for (const proxyUrl of ["socks5://x", "proxy:3128", ""]) expect(() => fetchWith({ proxyUrl }), proxyUrl).toThrow(/proxy/);
});
