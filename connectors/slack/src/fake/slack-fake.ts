import { createHmac } from "node:crypto";
import * as changes from "./changes.ts";
import { createFaultPlan, type FaultPlan } from "./faults.ts";
import { whatMayBeKept, whoSeesWhat } from "./oracle.ts";
import { type RecordedCall, startServer } from "./server.ts";
import { type SocketMode, startSocketMode } from "./socket-mode.ts";
import { createWorld, FAKE_APP_TOKEN, FAKE_SIGNING_SECRET, FAKE_TOKEN, type World, type WorldOptions } from "./world.ts";

export interface SlackFakeOptions extends WorldOptions {
  /** Called with the empty world: `(world) => seedDemo(world)` fills it with a small company. */
  readonly seedWorld?: (world: World) => void;
  /** Any free one when absent. */
  readonly port?: number;
  /** Its clock is this machine's, for trying things out; a test moves it by hand. */
  readonly isLive?: boolean;
}

export interface SlackFake {
  readonly world: World;
  readonly origin: string;
  /** Settings and credential of a source that reads it. */
  readonly settings: {
    readonly advanced: { readonly apiBaseUrl: string; readonly filesHosts: readonly string[]; readonly timeUrl: string };
  };
  readonly credential: { readonly botToken: string; readonly appToken: string; readonly signingSecret: string };
  readonly change: typeof changes;
  readonly faults: FaultPlan;
  readonly calls: readonly RecordedCall[];
  /** How often each method was called since the last reset. */
  count(method: string): number;
  resetCalls(): void;
  /** Requests that Slack would refuse or misunderstand; a test expects none. */
  readonly violations: readonly string[];
  readonly sockets: SocketMode;
  /** Moves the clock on. */
  advance(ms: number): void;
  /** An event as Slack would send it to a webhook. */
  signedRequest(payload: object): {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  };
  readonly whoSeesWhat: typeof whoSeesWhat;
  readonly whatMayBeKept: typeof whatMayBeKept;
  close(): Promise<void>;
}

/** A Slack workspace in memory, with its Web API, files and Socket Mode on loopback. */
export async function startSlackFake({ seedWorld, port = 0, isLive = false, ...options }: SlackFakeOptions = {}): Promise<SlackFake> {
  const world = createWorld({ ...(isLive && { now: Date.now() }), ...options });
  seedWorld?.(world);
  const faults = createFaultPlan();
  const calls: RecordedCall[] = [];
  const violations: string[] = [];
  const { server, origin } = await startServer({ world, plan: faults, calls, violations, port, isLive });
  const sockets = startSocketMode(world, server);
  return {
    world,
    origin,
    settings: { advanced: { apiBaseUrl: `${origin}/api/`, filesHosts: [new URL(origin).host], timeUrl: `${origin}/time` } },
    credential: { botToken: FAKE_TOKEN, appToken: FAKE_APP_TOKEN, signingSecret: FAKE_SIGNING_SECRET },
    change: changes,
    faults,
    calls,
    count: (method) => calls.filter((call) => call.method === method).length,
    resetCalls: () => void calls.splice(0),
    violations,
    sockets,
    advance: (ms) => void (world.now += ms),
    signedRequest: (payload) => sign(world, payload),
    whoSeesWhat,
    whatMayBeKept,
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function sign(world: World, payload: object) {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  const timestamp = String(Math.floor(world.now / 1000));
  const signature = createHmac("sha256", FAKE_SIGNING_SECRET).update(`v0:${timestamp}:`).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${signature}` };
  return { method: "POST", headers, body };
}
