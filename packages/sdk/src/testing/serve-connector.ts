import { z } from "zod";
import type { Connector, ConnectorCapabilities, DocumentRef, WebhookRequest } from "../connector.ts";
import type { ConnectorContext, HttpAnswer, HttpSocket } from "../connector-host.ts";
import { type ErrorData, type FieldError, fromErrorData } from "../errors.ts";
import type { SurveyOptions } from "../survey.ts";
import { createPortPeer, type PortPeer } from "./port-peer.ts";

/** What a host can learn of a connector without its code. */
export interface ConnectorInfo {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly docsUrl?: string;
  readonly capabilities: ConnectorCapabilities;
  readonly auth: readonly string[];
  /** JSON Schema of what the operator enters. */
  readonly settingsSchema: Readonly<Record<string, unknown>>;
  readonly credentialSchema?: Readonly<Record<string, unknown>>;
  readonly checkpointVersion?: number;
  /** The optional methods that exist. */
  readonly methods: readonly OptionalMethod[];
}

export type OptionalMethod = "inventory" | "syncGroups" | "fetchOne" | "listen" | "webhook" | "resolveUrl" | "migrateCheckpoint" | "survey";

export type ParsedValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fields: readonly FieldError[] };

export type StreamMethod = "check" | "sync" | "inventory" | "syncGroups" | "listen" | "survey";

const OPTIONAL: readonly OptionalMethod[] = [
  "inventory",
  "syncGroups",
  "fetchOne",
  "listen",
  "webhook",
  "resolveUrl",
  "migrateCheckpoint",
  "survey",
];

interface Run {
  readonly controller: AbortController;
  iterator?: AsyncIterator<unknown> | undefined;
}

/**
 * Lets the other end of `port` drive `connector`: the counterpart of `connectOverPort`. Every call of the context goes back over the
 * port, results are pulled one at a time (so a slow host slows the connector), and the host's abort reaches `context.signal`.
 */
export function serveConnector(port: MessagePort, connector: Connector): { close(): void } {
  const runs = new Map<number, Run>();
  const open = (runId: number): Run => {
    const run: Run = { controller: new AbortController() };
    runs.set(runId, run);
    return run;
  };
  const once = async (runId: number, settings: unknown, work: (context: ConnectorContext) => Promise<unknown> | undefined) => {
    try {
      return await work(portContext(peer, runId, settings, open(runId).controller.signal));
    } finally {
      runs.delete(runId);
    }
  };
  const peer: PortPeer = createPortPeer(port, {
    describe: () => describeToHost(connector),
    parse: (kind: "settings" | "credential" | "checkpoint", value: unknown) => parse(connector[kind], value),
    start(runId: number, method: StreamMethod, settings: unknown, checkpoint: unknown) {
      const run = open(runId);
      const context = portContext(peer, runId, settings, run.controller.signal);
      run.iterator = startStream(connector, method, context, checkpoint)?.[Symbol.asyncIterator]();
    },
    next: (runId: number) => runs.get(runId)?.iterator?.next() ?? { done: true, value: undefined },
    async return(runId: number) {
      const run = runs.get(runId);
      runs.delete(runId);
      await run?.iterator?.return?.();
    },
    fetchOne: (runId: number, settings: unknown, ref: DocumentRef) =>
      once(runId, settings, (context) => connector.fetchOne?.(context, ref)),
    webhook: (runId: number, settings: unknown, request: WebhookRequest) =>
      once(runId, settings, (context) => connector.webhook?.(context, request)),
    resolveUrl: (url: string, settings: unknown) => connector.resolveUrl?.(url, settings),
    migrateCheckpoint: (value: unknown, fromVersion: number) => connector.migrateCheckpoint?.(value, fromVersion),
    abort: (runId: number, reason: ErrorData | null) =>
      runs.get(runId)?.controller.abort(reason === null ? undefined : fromErrorData(reason)),
  });
  return { close: () => peer.close() };
}

/** Undefined when the connector has no such method; a host that reads `ConnectorInfo.methods` never asks. */
function startStream(
  connector: Connector,
  method: StreamMethod,
  context: ConnectorContext,
  checkpoint: unknown,
): AsyncIterable<unknown> | undefined {
  if (method === "check") return connector.check(context);
  if (method === "sync") return connector.sync(context, checkpoint);
  if (method === "inventory") return connector.inventory?.(context, checkpoint);
  if (method === "survey") return connector.survey?.(context, checkpoint as SurveyOptions);
  return method === "syncGroups" ? connector.syncGroups?.(context) : connector.listen?.(context);
}

function describeToHost(connector: Connector): ConnectorInfo {
  return {
    id: connector.id,
    title: connector.title,
    version: connector.version,
    ...(connector.description !== undefined && { description: connector.description }),
    ...(connector.docsUrl !== undefined && { docsUrl: connector.docsUrl }),
    capabilities: connector.capabilities,
    auth: connector.auth,
    settingsSchema: jsonSchema(connector.settings),
    ...(connector.credential !== undefined && { credentialSchema: jsonSchema(connector.credential) }),
    ...(connector.checkpointVersion !== undefined && { checkpointVersion: connector.checkpointVersion }),
    methods: OPTIONAL.filter((method) => connector[method] !== undefined),
  };
}

/** `input`: the form asks for what the operator may leave out. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: "input" }) };
}

async function parse(schema: z.ZodType | undefined, value: unknown): Promise<ParsedValue> {
  if (schema === undefined) return value === null || value === undefined ? { ok: true, value } : { ok: false, fields: [] };
  const result = await schema.safeParseAsync(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, fields: result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })) };
}

/** The context as the connector sees it. */
function portContext(peer: PortPeer, runId: number, settings: unknown, signal: AbortSignal): ConnectorContext {
  const ask = <T>(method: string, ...args: readonly unknown[]) => peer.call<T>(`context.${method}`, runId, ...args);
  return {
    settings,
    credentials: {
      get: () => ask("getCredential"),
      update: (next) => ask("updateCredential", next),
      lock: (leaseMs) => ask("lockCredential", leaseMs),
      release: (leaseId) => ask("releaseCredential", leaseId),
    },
    http: {
      request: (request) => ask<HttpAnswer>("request", request),
      slowDown: (request) => ask("slowDown", request),
      connect: (url) => ask<HttpSocket>("connect", url),
    },
    blobs: { put: (stream) => ask("put", stream) },
    log: (level, message, fields) => peer.notify("context.log", runId, level, message, fields),
    signal,
    now: () => ask("now"),
    known: (ids) => ask("known", ids),
    knownByChangeKey: (changeKeys) => ask("knownByChangeKey", changeKeys),
  };
}
