import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { connect, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSafeFetch, type SafeFetch } from "./safe-fetch.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const canTrust = "setDefaultCACertificates" in tls;

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

/** A site whose certificate is for `site.example` and its address, made anew so that no key lies in the repository. */
async function serveTls(): Promise<{ readonly port: number; readonly cert: string; readonly hosts: (string | undefined)[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), "smartypants-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [keyFile, certFile] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const names = ["-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example,IP:127.0.0.1"];
  const files = ["-keyout", keyFile, "-out", certFile];
  spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...files, ...names]);
  const cert = readFileSync(certFile, "utf8");
  const hosts: (string | undefined)[] = [];
  const server = https.createServer({ key: readFileSync(keyFile), cert }, (request, response) => {
    hosts.push(request.headers.host);
    response.end("secret page");
  });
  onTestFinished(() => server.closeAllConnections());
  return { port: await listen(server), cert, hosts };
}

/** Leads every tunnel to this machine, whatever name it is asked for. */
async function startTunnelProxy(): Promise<{ readonly url: string; readonly targets: (string | undefined)[] }> {
  const targets: (string | undefined)[] = [];
  const server = http.createServer();
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    targets.push(request.url);
    const inner = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      inner.pipe(socket).pipe(inner);
    });
    for (const each of [socket, inner]) each.on("error", () => {});
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, targets };
}

function trust(cert: string): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
}

function fetchVia(proxyUrl?: string): SafeFetch {
  const limits = { timeoutMs: 5000, maxBytes: 1000 };
  const target = { allowPrivate: ["127.0.0.0/8"], lookup: async () => ["127.0.0.1"] };
  return createSafeFetch({ ...target, ...limits, ...(proxyUrl !== undefined && { proxyUrl }) });
}

describe.skipIf(!hasOpenssl)("over TLS", () => {
  test("a certificate that nobody vouches for is refused, directly and through a proxy", async () => {
    const { port, hosts } = await serveTls();
    const proxy = await startTunnelProxy();
    for (const safeFetch of [fetchVia(), fetchVia(proxy.url)]) {
      const expected = { code: "network", message: expect.stringContaining("certificate") };
      await expect(safeFetch({ url: `https://site.example:${port}/` })).rejects.toMatchObject(expected);
    }
    expect(proxy.targets).toEqual([`site.example:${port}`]);
    expect(hosts).toEqual([]);
  });

  test.skipIf(!canTrust)("a certificate must be for the name that was asked for, not for the address it led to", async () => {
    const { port, cert, hosts } = await serveTls();
    trust(cert);
    const proxy = await startTunnelProxy();
    for (const safeFetch of [fetchVia(), fetchVia(proxy.url)]) {
      const { body } = await safeFetch({ url: `https://site.example:${port}/` });
      expect(await new Response(body).text()).toBe("secret page");
      await expect(safeFetch({ url: `https://other.example:${port}/` })).rejects.toMatchObject({ code: "network" });
    }
    // Not past the proxy: both of its tunnels, and no more, were opened.
    expect(proxy.targets).toEqual([`site.example:${port}`, `other.example:${port}`]);
    expect(hosts).toEqual([`site.example:${port}`, `site.example:${port}`]);
  });
});
