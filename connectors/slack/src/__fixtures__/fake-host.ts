import type { HttpAnswer, HttpRequest, HttpSocket, SlowDown, SourceDocument, SyncOp } from "@smartypants/sdk";
import { applyOps, EMPTY_STATE, recordingContext, type RecordingOptions, type SourceState } from "@smartypants/sdk/testing";
import { SlackCheckpoint } from "../checkpoint.ts";
import { SlackCredential, SlackSettings } from "../settings.ts";
import { slack } from "../slack-connector.ts";
import type { SlackFake } from "../fake/index.ts";

/** A host's way out, without its limits: what a test needs of it. */
export async function fetchHttp(request: HttpRequest): Promise<HttpAnswer> {
  const body = typeof request.body === "string" ? request.body : request.body === undefined ? undefined : new Uint8Array(request.body);
  const answer = await fetch(request.url, {
    method: request.method ?? "GET",
    ...(request.headers !== undefined && { headers: { ...request.headers } }),
    ...(body !== undefined && { body }),
    redirect: "follow",
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body ?? new Blob([]).stream() };
}

export async function openWebSocket(url: string): Promise<HttpSocket> {
  const socket = new WebSocket(url);
  let isOver = false;
  const readable = new ReadableStream<string>({
    start(controller) {
      socket.addEventListener("message", (event) => void (isOver || controller.enqueue(String(event.data))));
      socket.addEventListener("close", () => {
        if (!isOver) controller.close();
        isOver = true;
      });
    },
    cancel() {
      isOver = true;
      socket.close();
    },
  });
  const writable = new WritableStream<string>({
    write: (text) => socket.send(text),
    close: () => socket.close(),
    abort: () => socket.close(),
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("the socket could not be opened")));
  });
  return { readable, writable };
}

export type FakeContext = ReturnType<typeof contextFor>;

type Options = Omit<Partial<RecordingOptions<SlackSettings, SlackCredential>>, "settings"> & {
  readonly onSlowDown?: (request: SlowDown) => void;
};

/** A host that has stored `state` of the double's workspace. */
export function contextFor(fake: SlackFake, settings: object = {}, state: SourceState = EMPTY_STATE, options: Options = {}) {
  const { onSlowDown, ...rest } = options;
  const context = recordingContext<SlackSettings, SlackCredential>({
    settings: SlackSettings.parse({ ...fake.settings, ...settings }),
    credential: SlackCredential.parse(fake.credential),
    known: [...state.documents].filter(([id]) => !state.failed.has(id)),
    http: fetchHttp,
    connect: openWebSocket,
    now: () => fake.world.now,
    ...rest,
  });
  if (onSlowDown === undefined) return context;
  const slowDown = async (request: SlowDown): Promise<void> => {
    onSlowDown(request);
    await context.http.slowDown(request);
  };
  return { ...context, http: { ...context.http, slowDown } };
}

export interface SyncResult {
  readonly ops: readonly SyncOp[];
  readonly state: SourceState;
  readonly context: FakeContext;
}

export interface SyncOptions extends Options {
  readonly settings?: object;
  /** Begins from nothing although there is a checkpoint. */
  readonly isFull?: boolean;
  readonly wrap?: (context: FakeContext) => FakeContext;
}

/** One run from the state's checkpoint on; rejects where it fails, and where an operation contradicts the interface. */
export async function syncOnce(
  fake: SlackFake,
  state: SourceState = EMPTY_STATE,
  { settings = {}, isFull = false, wrap = (made) => made, ...options }: SyncOptions = {},
): Promise<SyncResult> {
  const context = wrap(contextFor(fake, settings, state, options));
  const ops: SyncOp[] = [];
  for await (const op of slack.sync(context, isFull ? null : checkpointOf(state))) {
    context.observe(op);
    ops.push(op);
  }
  const applied = applyOps(state, ops);
  if (applied.problems.length > 0) throw new Error(applied.problems.join("; "));
  return { ops, state: applied.state, context };
}

export function checkpointOf(state: SourceState): SlackCheckpoint | null {
  return state.checkpoint === null ? null : SlackCheckpoint.parse(JSON.parse(JSON.stringify(state.checkpoint)));
}

/** The members of each group as `syncGroups` tells them, added to the state. */
export async function withGroups(fake: SlackFake, state: SourceState, settings: object = {}): Promise<SourceState> {
  const ops: SyncOp[] = [];
  for await (const op of slack.syncGroups?.(contextFor(fake, settings, state)) ?? []) if (op.op === "group") ops.push(op);
  return applyOps(state, ops).state;
}

/** For each address: the messages that a search for this person would show, as `channel/ts`, with their texts. */
export function whatEachSees(state: SourceState): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const seen = new Map<string, Map<string, string>>();
  for (const document of state.documents.values()) {
    const texts = textsOf(document);
    for (const email of readersOf(state, document.containerId ?? "")) seen.set(email, new Map([...(seen.get(email) ?? []), ...texts]));
  }
  return seen;
}

function readersOf(state: SourceState, containerId: string): ReadonlySet<string> {
  const acl = state.containers.get(containerId)?.acl;
  const allow = acl?.mode === "restricted" ? acl.allow : [];
  const members = allow.flatMap((principal) => state.groups.get(principal.replace(/^group:/, ""))?.members ?? []);
  return new Set(members.map((member) => member.replace(/^user:/, "")));
}

function textsOf({ id, sections }: SourceDocument): ReadonlyMap<string, string> {
  const [channel] = id.split("/");
  const texts = sections.flatMap((section): [string, string][] =>
    section.kind === "text" ? [[`${channel}/${section.anchor}`, section.text.slice(`${section.author}: `.length)]] : [],
  );
  return new Map(texts);
}

export async function collect<T>(values: AsyncIterable<T> | undefined): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const value of values ?? []) all.push(value);
  return all;
}
