import type {
  CheckResult,
  DocumentRef,
  GroupOp,
  InventoryOp,
  LiveHint,
  SourceDocument,
  SyncOp,
  WebhookAnswer,
  WebhookRequest,
} from "../connector.ts";
import type { ConnectorContext, HttpRequest, SlowDown } from "../connector-host.ts";
import { isSmartyError, toErrorData } from "../errors.ts";
import type { SurveyOp, SurveyOptions } from "../survey.ts";
import { createPortPeer, type PortPeer } from "./port-peer.ts";
import type { ConnectorInfo, ParsedValue, StreamMethod } from "./serve-connector.ts";

/** A connector on the other end of a port. Optional methods are present exactly when the connector has them. */
export interface RemoteConnector {
  readonly info: ConnectorInfo;
  /** Checks a value with one of the connector's schemas; a connector without that schema accepts only null. */
  parse(kind: "settings" | "credential" | "checkpoint", value: unknown): Promise<ParsedValue>;
  check(context: ConnectorContext): AsyncIterable<CheckResult>;
  sync(context: ConnectorContext, checkpoint: unknown): AsyncIterable<SyncOp>;
  inventory?(context: ConnectorContext, checkpoint: unknown): AsyncIterable<InventoryOp>;
  survey?(context: ConnectorContext, options: SurveyOptions): AsyncIterable<SurveyOp>;
  syncGroups?(context: ConnectorContext): AsyncIterable<GroupOp>;
  fetchOne?(context: ConnectorContext, ref: DocumentRef): Promise<SourceDocument | null>;
  listen?(context: ConnectorContext): AsyncIterable<LiveHint>;
  webhook?(context: ConnectorContext, request: WebhookRequest): Promise<WebhookAnswer>;
  resolveUrl?(url: string, settings: unknown): Promise<readonly DocumentRef[] | null>;
  migrateCheckpoint?(value: unknown, fromVersion: number): Promise<unknown>;
  close(): void;
}

interface Runs {
  open(context: ConnectorContext): { readonly id: number; dispose(): void };
  /** Undefined once the run has ended. */
  get(runId: number): ConnectorContext | undefined;
}

/**
 * Drives the connector that `serveConnector` serves on the other end. The context stays here: only values that can be cloned and
 * streams that can be transferred cross. Generators are pulled one value at a time; leaving a loop early ends the connector's generator.
 */
export async function connectOverPort(port: MessagePort): Promise<RemoteConnector> {
  const peer: PortPeer = createPortPeer(
    port,
    contextHandlers((runId) => runs.get(runId)),
  );
  const sendAbort = (runId: number, context: ConnectorContext) => {
    const reason: unknown = context.signal.reason;
    peer.notify("abort", runId, isSmartyError(reason) ? toErrorData(reason) : null);
  };
  const runs = createRuns(sendAbort);
  // A signal that was aborted beforehand fires no event, and the other end learns of a run only by the call that starts it.
  const startRun = <T>(runId: number, context: ConnectorContext, method: string, ...args: readonly unknown[]): Promise<T> => {
    const answer = peer.call<T>(method, runId, ...args);
    if (context.signal.aborted) sendAbort(runId, context);
    return answer;
  };

  async function* stream<Op>(method: StreamMethod, context: ConnectorContext, checkpoint?: unknown): AsyncGenerator<Op, void> {
    const run = runs.open(context);
    try {
      await startRun(run.id, context, "start", method, context.settings, checkpoint);
      while (true) {
        const step = await peer.call<IteratorResult<Op>>("next", run.id);
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      // Before `dispose`: the connector's own clean-up may still use the context.
      await peer.call("return", run.id);
      run.dispose();
    }
  }
  const once = async <T>(method: "fetchOne" | "webhook", context: ConnectorContext, input: unknown): Promise<T> => {
    const run = runs.open(context);
    try {
      return await startRun<T>(run.id, context, method, context.settings, input);
    } finally {
      run.dispose();
    }
  };

  const info = await peer.call<ConnectorInfo>("describe");
  const has = (method: ConnectorInfo["methods"][number]) => info.methods.includes(method);
  return {
    info,
    parse: (kind, value) => peer.call("parse", kind, value),
    check: (context) => stream("check", context),
    sync: (context, checkpoint) => stream("sync", context, checkpoint),
    ...(has("inventory") && { inventory: (context, checkpoint) => stream("inventory", context, checkpoint) }),
    ...(has("survey") && { survey: (context, options) => stream("survey", context, options) }),
    ...(has("syncGroups") && { syncGroups: (context) => stream("syncGroups", context) }),
    ...(has("fetchOne") && { fetchOne: (context, ref) => once("fetchOne", context, ref) }),
    ...(has("listen") && { listen: (context) => stream("listen", context) }),
    ...(has("webhook") && { webhook: (context, request) => once("webhook", context, request) }),
    ...(has("resolveUrl") && { resolveUrl: (url, settings) => peer.call("resolveUrl", url, settings) }),
    ...(has("migrateCheckpoint") && { migrateCheckpoint: (value, fromVersion) => peer.call("migrateCheckpoint", value, fromVersion) }),
    close: () => peer.close(),
  } satisfies RemoteConnector;
}

function createRuns(onAbort: (runId: number, context: ConnectorContext) => void): Runs {
  const contexts = new Map<number, ConnectorContext>();
  let lastId = 0;
  return {
    open(context) {
      const id = ++lastId;
      const forward = () => onAbort(id, context);
      contexts.set(id, context);
      context.signal.addEventListener("abort", forward, { once: true });
      return {
        id,
        dispose() {
          context.signal.removeEventListener("abort", forward);
          contexts.delete(id);
        },
      };
    },
    get: (runId) => contexts.get(runId),
  };
}

type Level = Parameters<ConnectorContext["log"]>[0];
type LogFields = Parameters<ConnectorContext["log"]>[2];

function contextHandlers(find: (runId: number) => ConnectorContext | undefined) {
  const context = (runId: number) => {
    const found = find(runId);
    if (found === undefined) throw new Error("the connector used its context after the run had ended");
    return found;
  };
  return {
    "context.getCredential": (runId: number) => context(runId).credentials.get(),
    "context.updateCredential": (runId: number, next: unknown) => context(runId).credentials.update(next),
    "context.lockCredential": (runId: number, leaseMs: number) => context(runId).credentials.lock(leaseMs),
    "context.releaseCredential": (runId: number, leaseId: string) => context(runId).credentials.release(leaseId),
    "context.slowDown": (runId: number, request: SlowDown) => context(runId).http.slowDown(request),
    "context.connect": (runId: number, url: string) => context(runId).http.connect(url),
    "context.request": (runId: number, request: HttpRequest) => context(runId).http.request(request),
    "context.put": (runId: number, stream: ReadableStream<Uint8Array>) => {
      if (!(stream instanceof ReadableStream)) throw new TypeError("blobs.put() takes a ReadableStream");
      return context(runId).blobs.put(stream);
    },
    "context.now": (runId: number) => context(runId).now(),
    "context.known": (runId: number, ids: readonly string[]) => context(runId).known(ids),
    "context.knownByChangeKey": (runId: number, changeKeys: readonly string[]) => context(runId).knownByChangeKey(changeKeys),
    // A line that arrives late is dropped: nobody waits for it, so an error would have nowhere to go.
    "context.log": (runId: number, level: Level, message: string, fields: LogFields) => find(runId)?.log(level, message, fields),
  };
}
