import { serve, type ServerType, type WebSocketServerLike } from "@hono/node-server";
import { createLogger, type ServerLogger } from "@smartypants/adapters";
import { WebSocketServer } from "ws";
import { createApp } from "./app.ts";
import { type Instance, openInstance } from "./compose.ts";
import type { Config, ExplainedSetting } from "./config.ts";
import { readEnvironmentModels } from "./environment-models.ts";
import { followSettings } from "./follow-settings.ts";
import { prepareFirstAdmin } from "./first-admin.ts";
import { gatherLog, keepLog } from "./log-keeping.ts";
import { startMetrics } from "./metrics.ts";
import { saveMemoryWhileLoading } from "./memory-saver.ts";
import { createOperator } from "./operator.ts";
import { MAX_MESSAGE_BYTES } from "./sockets/socket-messages.ts";
import { type BackgroundWork, startBackgroundWork } from "./worker.ts";

const GRACE_MS = 25_000;

export interface RunningServer {
  readonly url: string;
  readonly instance: Instance;
  /** Lets requests and jobs end for at most 25 seconds, then closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly config: Config;
  readonly warnings?: readonly string[];
  /** Where each setting comes from, for administrators to see. */
  readonly explained?: readonly ExplainedSetting[];
  readonly logger?: ServerLogger;
  /** Lines for the person who started it. */
  readonly print: (line: string) => void;
  /** Runs before anybody is served. */
  readonly prepare?: (instance: Instance) => Promise<void>;
}

/** Starts everything in this process and resolves when requests are answered. */
export async function startServer({
  config,
  warnings = [],
  explained = [],
  print,
  prepare,
  logger = createLogger({ level: config.pinned["logs.level"] ?? "info" }),
}: StartOptions): Promise<RunningServer> {
  saveMemoryWhileLoading();
  const lines = gatherLog(logger);
  for (const warning of warnings) logger.warn({}, warning);
  const instance = await openInstance(config, logger);
  // What has been begun is ended in reverse when a later step fails.
  const ends: (() => Promise<void> | void)[] = [() => instance.close()];
  try {
    const log = keepLog(instance.ports, logger, lines);
    ends.push(() => log.stop());
    const stopFollowing = followSettings(instance.ports);
    ends.push(stopFollowing);
    await prepare?.(instance);
    const operator = createOperator(instance, config.dataDir, explained);
    ends.push(() => operator.close());
    const app = createApp(instance.ports, config, operator);
    const work = await startBackgroundWork(instance.ports, instance.ingest);
    ends.push(() => work.stop(0));
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
    const server = await listen((request, env) => app.fetch(request, env), config, sockets);
    ends.push(() => void server.close());
    const url =
      config.publicUrl ??
      `http://${config.host === "0.0.0.0" || config.host === "127.0.0.1" ? "localhost" : config.host}:${portOf(server)}`;
    instance.announce({ url: `http://${reachable(config.host)}:${portOf(server)}` });
    const metrics = config.metricsPort === undefined ? undefined : await startMetrics(instance.ports, config.metricsPort);
    await prepareFirstAdmin(instance, config, url, print);
    for (const note of readEnvironmentModels(config).notes) print(note);
    print(`SmartyPants is ready at ${url}`);
    const listening = { server, sockets };
    const letGo = async (): Promise<void> => {
      operator.close();
      stopFollowing();
      await log.stop();
    };
    return { url, instance, stop: () => stopServer(listening, work, instance, metrics, letGo) };
  } catch (error) {
    for (const end of ends.toReversed()) await end();
    throw error;
  }
}

function listen(
  fetch: Parameters<typeof serve>[0]["fetch"],
  { host, port }: Config,
  sockets: InstanceType<typeof WebSocketServer>,
): Promise<ServerType> {
  const serverOptions = { requestTimeout: 120_000, headersTimeout: 20_000 };
  return new Promise((resolve, reject) => {
    // Made for this library; its own type of it differs in overloads only.
    const websocket = { server: sockets as unknown as WebSocketServerLike };
    const server = serve({ fetch, hostname: host, port, serverOptions, websocket }, () => resolve(server));
    server.once("error", reject);
  });
}

/** A server that listens everywhere is reached on this machine's own address. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "localhost") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function portOf(server: ServerType): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

interface Listening {
  readonly server: ServerType;
  readonly sockets: InstanceType<typeof WebSocketServer>;
}

const GOING_AWAY = 1001;

async function stopServer(
  { server, sockets }: Listening,
  work: BackgroundWork,
  instance: Instance,
  metrics: { close(): void } | undefined,
  letGo: () => Promise<void>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // They would keep the server open; whoever was listening comes back and resumes.
  for (const socket of sockets.clients) socket.close(GOING_AWAY, "the server stops");
  metrics?.close();
  const force = setTimeout(() => (server as { closeAllConnections?: () => void }).closeAllConnections?.(), GRACE_MS);
  (server as { closeIdleConnections?: () => void }).closeIdleConnections?.();
  await work.stop(GRACE_MS);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
  clearTimeout(force);
  await letGo();
  await instance.close();
}
