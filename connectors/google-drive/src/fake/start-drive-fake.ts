import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpAnswer, HttpRequest } from "@smartypants/sdk";
import { createFaultPlan, type FaultPlan } from "./faults.ts";
import { createMutations, type Mutations } from "./mutations.ts";
import { filesOf } from "./oracle.ts";
import { type FakeState, piecesOf, respond } from "./respond.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";
import { createWorld, type World } from "./world.ts";

export interface DriveFakeOptions {
  /** 0, any free one, when absent. */
  readonly port?: number;
  /** `acme.example` when absent. */
  readonly domain?: string;
  /** A clock of its own, which changes move on by a second, when absent. */
  readonly now?: () => number;
}

/** A Google Drive in memory, on this machine, strict about what it is asked. */
export interface DriveFake extends Mutations {
  readonly url: string;
  readonly world: World;
  readonly faults: FaultPlan;
  readonly signIn: SignIn;
  /** Requests by route; `total` is all of them. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was asked wrongly, in words. */
  readonly complaints: readonly string[];
  /** Where a connector finds it. */
  readonly advanced: Readonly<Record<"apiBaseUrl" | "directoryBaseUrl" | "tokenUrl" | "authorizeUrl" | "timeUrl", string>>;
  /** Answers a whole request, as it is sent: for checking answers against Google's own description. */
  onAnswer: FakeState["onAnswer"];
  /** Answers without a socket, for tests that ask for thousands of files. */
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>;
  /** The files that somebody may find. */
  filesOf(email: string): ReadonlySet<string>;
  /** Every page token that was given so far is refused from now on. */
  expireTokens(): void;
  resetCounts(): void;
  close(): Promise<void>;
}

export async function startDriveFake({ port = 0, domain = "acme.example", now }: DriveFakeOptions = {}): Promise<DriveFake> {
  const world = createWorld(domain, now);
  const state: FakeState = {
    world,
    faults: createFaultPlan(),
    signIn: createSignIn(world),
    counts: {},
    complaints: [],
    origin: "",
    onAnswer: null,
  };
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: unknown) => {
      state.complaints.push(`the fake itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...createMutations(world),
    url: state.origin,
    world,
    faults: state.faults,
    signIn: state.signIn,
    counts: state.counts,
    complaints: state.complaints,
    advanced: {
      apiBaseUrl: state.origin,
      directoryBaseUrl: state.origin,
      tokenUrl: `${state.origin}/token`,
      authorizeUrl: `${state.origin}/authorize`,
      timeUrl: `${state.origin}/time`,
    },
    get onAnswer() {
      return state.onAnswer;
    },
    set onAnswer(listener) {
      state.onAnswer = listener;
    },
    ask: (request) => askDirectly(state, request),
    filesOf: (email) => filesOf(world, email),
    expireTokens: () => void world.generation++,
    resetCounts: () => {
      for (const name of Object.keys(state.counts)) delete state.counts[name];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(state: FakeState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]));
  const answer = await respond(state, { method, url, headers, body: await readBody(request) });
  response.writeHead(answer.status, answer.headers);
  for (const piece of piecesOf(answer)) {
    if (!response.write(piece)) await room(response);
    if (response.destroyed) return;
  }
  if (answer.breaksOffAt === null) response.end();
  // After what was written has left.
  else response.socket?.destroySoon();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Until more can be written, or the other side has gone. */
function room(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}

async function askDirectly(state: FakeState, { method = "GET", url, headers = {}, body = "" }: HttpRequest): Promise<HttpAnswer> {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const answer = await respond(state, { method, url, headers: lower, body: body.toString() });
  const pieces = piecesOf(answer);
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = pieces.next();
      if (next.done !== true) controller.enqueue(next.value);
      else if (answer.breaksOffAt === null) controller.close();
      else controller.error(new TypeError("terminated"));
    },
  });
  return { status: answer.status, headers: answer.headers, body: stream };
}
