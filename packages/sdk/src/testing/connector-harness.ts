import type { SourceDocument, SyncOp } from "../connector.ts";
import { expect } from "vitest";
import { applyInventory, applyOps, EMPTY_STATE, type SourceState } from "./apply-ops.ts";
import { connectOverPort, type RemoteConnector } from "./connect-over-port.ts";
import type { ConnectorSetup, ConnectorWorld, ExpectedItem } from "./connector-world.ts";
import { type RecordingContext, recordingContext, type RecordingOptions } from "./recording-context.ts";
import { serveConnector } from "./serve-connector.ts";

/** A connector on the far side of a port, with a world that can be changed. */
export interface Harness {
  readonly setup: ConnectorSetup;
  readonly remote: RemoteConnector;
  readonly world: ConnectorWorld;
  /** Parsed by the connector's own schema. */
  readonly settings: unknown;
  /** A fresh host that has stored `state`. */
  readonly context: (state?: SourceState, options?: Partial<RecordingOptions<unknown, unknown>>) => RecordingContext;
  /** One whole run, its inventory included where the listing alone removes nothing; fails when an operation contradicts the interface. */
  readonly sync: (state?: SourceState, context?: RecordingContext) => Promise<SyncResult>;
  readonly close: () => Promise<void>;
}

export interface SyncResult {
  readonly ops: readonly SyncOp[];
  readonly context: RecordingContext;
  readonly state: SourceState;
}

/** Connects to the connector over a real MessageChannel. */
export async function openHarness(setup: ConnectorSetup): Promise<Harness> {
  const { port1, port2 } = new MessageChannel();
  const server = serveConnector(port1, setup.connector);
  const remote = await connectOverPort(port2);
  const parsed = await remote.parse("settings", setup.settings);
  if (!parsed.ok) throw new Error(`the connector refuses the settings of its own setup: ${JSON.stringify(parsed.fields)}`);
  const context: Harness["context"] = (state = EMPTY_STATE, options = {}) =>
    recordingContext<unknown, unknown>({
      settings: parsed.value,
      credential: setup.credential,
      known: [...state.documents].filter(([id]) => !state.failed.has(id)),
      ...(setup.http !== undefined && { http: setup.http }),
      ...(setup.connect !== undefined && { connect: setup.connect }),
      ...options,
    });
  return {
    setup,
    remote,
    world: setup.world,
    settings: parsed.value,
    context,
    sync: (state = EMPTY_STATE, used = context(state)) => runSync(remote, state, used, null),
    async close() {
      remote.close();
      server.close();
      await setup.close?.();
    },
  };
}

/** Runs `sync` from `checkpoint` on and applies what it yields to `state`. */
export async function runSync(
  remote: RemoteConnector,
  state: SourceState,
  context: RecordingContext,
  checkpoint: unknown,
): Promise<SyncResult> {
  const ops = await collectOps(remote.sync(context, checkpoint), context);
  const applied = applyOps(state, ops);
  expect(applied.problems, "operations that contradict the interface").toEqual([]);
  expect(ops.filter((op) => op.op === "done").length, "number of done operations").toBe(1);
  const last = ops.at(-1);
  if (checkpoint !== null || remote.inventory === undefined || (last?.op === "done" && last.listed === "everything"))
    return { ops, context, state: applied.state };
  const inventory = await toArray(remote.inventory(context, null));
  return { ops, context, state: applyInventory(applied.state, inventory) };
}

export async function toArray<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** Pulls the operations one by one, at most `limit`, and shows each to the context. */
export async function collectOps(
  stream: AsyncIterable<SyncOp>,
  context: RecordingContext,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly SyncOp[]> {
  const ops: SyncOp[] = [];
  for await (const op of stream) {
    context.observe(op);
    ops.push(op);
    if (ops.length >= limit) break;
  }
  return ops;
}

export function documentsIn(ops: readonly SyncOp[]): readonly SourceDocument[] {
  return ops.filter((op) => op.op === "upsert").map((op) => op.document);
}

/** The document with the stored bytes, as text, in the place of each blob's reference: comparable between runs. */
export function withContent(document: SourceDocument, stored: ReadonlyMap<string, Uint8Array>): unknown {
  const sections = document.sections.map((section) => {
    if (section.kind === "text") return section;
    const bytes = stored.get(section.blob.blobId);
    expect(bytes?.length, `size of a blob of ${document.id}`).toBe(section.blob.sizeBytes);
    return { ...section, blob: new TextDecoder("latin1").decode(bytes) };
  });
  return { ...document, sections };
}

/** The whole text of a document, blobs as UTF-8. */
export function contentOf(document: SourceDocument, stored: ReadonlyMap<string, Uint8Array>): string {
  return document.sections
    .map((section) => (section.kind === "text" ? section.text : new TextDecoder().decode(stored.get(section.blob.blobId))))
    .join("\n");
}

/** Exactly the world's items are stored, where the world says they are. */
export async function expectWorld(harness: Harness, state: SourceState): Promise<readonly ExpectedItem[]> {
  const expected = await harness.world.expected();
  expect([...state.documents.keys()].toSorted(), "ids of the stored documents").toEqual(expected.map((item) => item.id).toSorted());
  for (const item of expected) {
    const document = state.documents.get(item.id);
    if (item.title !== undefined) expect(document?.title, `title of ${item.id}`).toBe(item.title);
    if (item.containerId !== undefined) expect(document?.containerId, `container of ${item.id}`).toBe(item.containerId);
  }
  return expected;
}

/** The world's first item; the kit needs one to change. */
export async function firstItem(harness: Harness): Promise<ExpectedItem> {
  const expected = await harness.world.expected();
  expect(expected.length, "items in the world of the setup").toBeGreaterThanOrEqual(3);
  const [first] = expected;
  if (first === undefined) throw new Error("the world is empty");
  return first;
}
