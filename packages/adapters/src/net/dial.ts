import { once } from "node:events";
import http, { type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction, type Socket } from "node:net";
import tls from "node:tls";

/** One request to one host, with everything that was decided about it. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** Where to connect: exactly to one of these addresses, or to the proxy, which looks the name up itself. */
export type Route = { readonly addresses: readonly string[] } | { readonly proxy: URL };

/** Sends the request and resolves with the answer's head. Nothing is followed, reused or looked up. */
export async function dial(hop: Hop, route: Route, signal: AbortSignal): Promise<IncomingMessage> {
  const { options, isSecure } = await prepare(hop, route, signal);
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request(options, resolve);
    request.on("error", reject);
    request.end(hop.body);
  });
}

/** How a client that makes its own requests connects along this route, to a host that speaks for itself or by a tunnel through the proxy. */
export async function connectOptions(
  url: URL,
  route: Route,
  signal: AbortSignal,
): Promise<{ readonly lookup: LookupFunction } | { readonly createConnection: () => Socket }> {
  if ("addresses" in route) return { lookup: fixedLookup(route.addresses) };
  const tunnel = await openTunnel(route.proxy, url, signal);
  const socket = isSecureUrl(url) ? await secure(tunnel, hostnameOf(url), signal) : tunnel;
  return { createConnection: () => socket };
}

async function prepare(
  hop: Hop,
  route: Route,
  signal: AbortSignal,
): Promise<{ readonly options: RequestOptions; readonly isSecure: boolean }> {
  const { url } = hop;
  const headers = { ...hop.headers, host: url.host };
  const common = { method: hop.method, signal };
  const target = { ...common, hostname: hostnameOf(url), port: url.port, path: url.pathname + url.search, headers };
  const isSecure = isSecureUrl(url);
  // A new connection each time: one kept from before may lead to an address that was checked for another name.
  if ("addresses" in route) return { options: { ...target, agent: false, lookup: fixedLookup(route.addresses) }, isSecure };
  const { proxy } = route;
  if (isSecure) {
    const secured = await secure(await openTunnel(proxy, url, signal), target.hostname, signal);
    // Without `agent: false`, which would ignore this connection and make one past the proxy.
    return { options: { ...target, createConnection: () => secured }, isSecure };
  }
  const viaProxy = {
    ...common,
    agent: false,
    hostname: hostnameOf(proxy),
    port: proxy.port,
    path: `${url.origin}${target.path}`,
    headers: { ...headers, ...authorizationOf(proxy) },
  };
  return { options: viaProxy, isSecure: proxy.protocol === "https:" };
}

function isSecureUrl({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "wss:";
}

/** Without the brackets of IPv6. */
export function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** The connection goes where the check said, whatever the name means by now. */
function fixedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_hostname, options, callback) => {
    if (options.all === true) return callback(null, all);
    callback(null, all[0]?.address ?? "", all[0]?.family);
  };
}

function openTunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${url.hostname}:${url.port === "" ? (isSecureUrl(url) ? 443 : 80) : url.port}`;
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === "https:" ? https : http).request({
      method: "CONNECT",
      hostname: hostnameOf(proxy),
      port: proxy.port,
      path: target,
      headers: { host: target, ...authorizationOf(proxy) },
      agent: false,
      signal,
    });
    request.on("error", reject);
    request.on("connect", (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy answered ${answer.statusCode}`));
    });
    // A proxy that answers as if it were a web server.
    request.on("response", (answer) => {
      answer.destroy();
      reject(new Error(`the proxy answered ${answer.statusCode}`));
    });
    request.end();
  });
}

/** Resolves after the handshake, with the certificate checked against the name. */
async function secure(socket: Socket, hostname: string, signal: AbortSignal): Promise<tls.TLSSocket> {
  const name = isIP(hostname) === 0 ? { servername: hostname } : {};
  const secured = tls.connect({ socket, host: hostname, ...name });
  // Between the handshake and the request nobody else would hear of a fault.
  secured.on("error", () => {});
  try {
    await once(secured, "secureConnect", { signal });
    return secured;
  } catch (error) {
    secured.destroy();
    throw error;
  }
}

function authorizationOf(proxy: URL): Record<string, string> {
  if (proxy.username === "") return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
