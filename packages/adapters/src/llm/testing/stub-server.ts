import { once } from "node:events";
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { LlmUpstream, UpstreamAnswer, UpstreamRequest } from "@smartypants/sdk/testing";

/** What a stand-in is to say; `status`, `headers` and `body` say it literally. */
export interface StubAnswer extends UpstreamAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface StubRequest extends UpstreamRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: StubBody;
}

// Tests look into it as they please.
export type StubBody = Readonly<Record<string, unknown>>;

/** Decides each answer by its request. */
export type StubScript = (request: StubRequest) => StubAnswer | Promise<StubAnswer>;

export interface StubOptions {
  readonly script?: StubScript;
  /** What a request must prove; anything else is refused as a provider would. Absent: everybody may ask. */
  readonly key?: string;
}

/** A provider on the loopback. */
export interface Stub extends LlmUpstream {
  /** The base URL of a connection. */
  readonly url: string;
  readonly host: string;
  script(script: StubScript): void;
  answerWith(answer: StubAnswer): void;
  requests(): readonly StubRequest[];
  /** Paths of the requests that asked for facts, such as lists of models. */
  readonly factPaths: readonly string[];
  close(): Promise<void>;
}

export type Said = Pick<UpstreamRequest, "system" | "turns" | "toolNames" | "temperature" | "maxOutputTokens">;

/** How one provider puts things. Frames are written as they are. */
export interface Dialect {
  readonly contentType: string;
  readonly canFilter: boolean;
  readonly basePath: string;
  /** Lower case. */
  readonly keyHeader: string;
  isAnswerPath(path: string): boolean;
  /** For requests that are not questions; undefined: 404. */
  fact(path: string, body: StubBody): unknown;
  read(body: StubBody): Said;
  problem(problem: NonNullable<UpstreamAnswer["problem"]>): { readonly status: number; readonly body: string };
  open(answer: StubAnswer): readonly string[];
  reasoning(text: string): readonly string[];
  text(piece: string): readonly string[];
  close(answer: StubAnswer): readonly string[];
  readonly noise: readonly string[];
  readonly broken: string;
  readonly fault: string;
}

const DEFAULT: StubAnswer = { pieces: ["It closes ", "at six."], usage: { inputTokens: 12, outputTokens: 6 } };

export async function startStub(dialect: Dialect, { script, key }: StubOptions): Promise<Stub> {
  const requests: StubRequest[] = [];
  const factPaths: string[] = [];
  let decide: StubScript = script ?? (() => DEFAULT);
  const server = http.createServer((request, response) => {
    void answerOne(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  const answerOne = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = message.url ?? "";
    const body = await readBody(message);
    if (key !== undefined && !String(message.headers[dialect.keyHeader] ?? "").endsWith(key)) return sendProblem(dialect, response, "auth");
    if (!dialect.isAnswerPath(path)) {
      factPaths.push(path);
      const fact = dialect.fact(path, body);
      response.writeHead(fact === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(fact ?? { error: { message: `no ${path}` } }));
      return;
    }
    const closed = once(response, "close").then(() => !response.writableFinished);
    const request = { ...dialect.read(body), method: message.method ?? "", path, headers: message.headers, body, closed };
    requests.push(request);
    await speak(dialect, await decide(request), response);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the stub has no port");
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}${dialect.basePath}`,
    host,
    canFilter: dialect.canFilter,
    script: (next) => (decide = next),
    answerWith: (answer) => (decide = () => answer),
    requests: () => requests,
    factPaths,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function speak(dialect: Dialect, answer: StubAnswer, response: ServerResponse): Promise<void> {
  await pause(answer.delayMs, response);
  if (answer.problem !== undefined) return sendProblem(dialect, response, answer.problem, answer.retryAfter);
  const { status = 200, headers = {}, pieces = [], oddity } = answer;
  response.writeHead(status, { "content-type": dialect.contentType, ...headers });
  if (answer.body !== undefined) return void response.end(answer.body);
  write(response, dialect.open(answer));
  if (oddity === "noise") write(response, dialect.noise);
  if (answer.reasoning !== undefined) write(response, dialect.reasoning(answer.reasoning));
  for (const piece of pieces) {
    await pause(answer.delayMs, response);
    write(response, dialect.text(piece));
  }
  // The client has the pieces before the connection goes: what is lost with it would be luck.
  if (oddity === "disconnect") return void setTimeout(() => response.socket?.destroy(), 30);
  if (oddity === "silence") return;
  if (oddity === "early-end") return void response.end();
  if (oddity === "broken-line") response.write(dialect.broken);
  if (oddity === "fault-in-stream") return void response.end(dialect.fault);
  write(response, dialect.close(answer));
  response.end();
}

function write(response: ServerResponse, frames: readonly string[]): void {
  for (const frame of frames) response.write(frame);
}

function sendProblem(dialect: Dialect, response: ServerResponse, name: NonNullable<UpstreamAnswer["problem"]>, retryAfter?: string): void {
  const { status, body } = dialect.problem(name);
  response.writeHead(status, { "content-type": "application/json", ...(retryAfter !== undefined && { "retry-after": retryAfter }) });
  response.end(body);
}

async function pause(ms: number | undefined, response: ServerResponse): Promise<void> {
  if (ms === undefined || response.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  response.once("close", resolve);
  await promise;
  clearTimeout(timer);
}

async function readBody(message: IncomingMessage): Promise<StubBody> {
  let text = "";
  for await (const piece of message.setEncoding("utf8")) text += String(piece);
  return text === "" ? {} : (JSON.parse(text) as StubBody);
}
