import { type Section, SmartyError, type SourceDocument } from "@smartypants/sdk";
import type { IngestPorts } from "../ports/ports.ts";
import type { BlobScratch } from "./blob-scratch.ts";
import { type PreparedItem, prepareItems } from "./prepare-items.ts";

/** Prepares documents without letting those that take long hold up the rest. */
export interface Preparation {
  /** Whether a document of that id is being read, waits for it, or is not taken yet. */
  has(id: string): boolean;
  /** Begins with a document, or puts it off because it is large; an older one of its id is given up. Throws what is no document's own fault. */
  begin(document: SourceDocument): Promise<void>;
  /** Begins with the next of those that were put off; false when there is none. */
  beginLarge(): boolean;
  /** Forgets a document of which nothing is taken yet. */
  giveUp(id: string): void;
  /** Whether the next one has to wait: this thread is reading, or as much is held as may be. */
  isBusy(): boolean;
  openCount(): number;
  /** Milliseconds until the next document has been open for so long that it counts as slow; undefined when all that are open are recorded. */
  slowInMs(): number | undefined;
  /** Whether as much is prepared as one transaction takes. */
  isFull(): boolean;
  hasReady(): boolean;
  /** Bytes of the scratch that wait for being read. */
  heldBytes(): number;
  /** What is prepared, in the order in which it was; about one transaction's share. Throws what is no document's own fault. */
  takeReady(): readonly PreparedItem[];
  /** A record for the ledger of each document that has turned out to be slow, once. */
  takeSlow(): readonly PreparedItem[];
  /** How many that were recorded have been given up since the last time. */
  takeWithdrawn(): number;
  /** Resolves when any of this has changed, or after the time. Throws what is no document's own fault. */
  changed(timeoutMs?: number): Promise<void>;
  /** Gives up whatever is open; resolves when nothing is read any more. */
  stop(): Promise<void>;
}

export interface PreparationOptions {
  readonly scratch: BlobScratch;
  readonly signal: AbortSignal;
  /** After this time a document counts as slow. */
  readonly slowAfterMs?: number;
}

const MAX_DOCUMENTS = 100;
/** Of text in one transaction. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
/** Documents that wait for a reader, which finds the small ones among them. */
const MAX_OPEN = 256;
/** Bytes of them; one that is larger is taken alone. */
const MAX_OPEN_BYTES = 64 * 1024 * 1024;
/** What this thread reads itself and is larger comes after what is smaller, as long as there is room to hold it. */
const LARGE_BYTES = 64 * 1024;
const MAX_LARGE_BYTES = 48 * 1024 * 1024;
const SLOW_AFTER_MS = 1_000;

type Needs = Pick<IngestPorts, "extractor" | "hash" | "clock" | "logger">;

interface Reading {
  readonly document: SourceDocument;
  /** In this thread. */
  readonly isHere: boolean;
  readonly sizeBytes: number;
  readonly startedAt: number;
  readonly controller: AbortController;
  isRecorded: boolean;
  isGivenUp: boolean;
  isDone: boolean;
}

interface State {
  readonly ports: Needs;
  readonly options: Required<PreparationOptions>;
  readonly open: Map<string, Reading>;
  readonly large: Map<string, SourceDocument>;
  readonly work: Set<Promise<void>>;
  openBytes: number;
  largeBytes: number;
  ready: { readonly item: PreparedItem; readonly reading: Reading }[];
  characters: number;
  withdrawn: number;
  fault: { readonly error: unknown } | undefined;
  change: PromiseWithResolvers<void>;
  room: PromiseWithResolvers<void>;
}

export function createPreparation(ports: Needs, { slowAfterMs = SLOW_AFTER_MS, ...options }: PreparationOptions): Preparation {
  const state: State = {
    ports,
    options: { ...options, slowAfterMs },
    open: new Map(),
    large: new Map(),
    work: new Set(),
    openBytes: 0,
    largeBytes: 0,
    ready: [],
    characters: 0,
    withdrawn: 0,
    fault: undefined,
    change: Promise.withResolvers(),
    room: Promise.withResolvers(),
  };
  return {
    has: (id) => state.open.has(id) || state.large.has(id) || state.ready.some((each) => each.reading.document.id === id),
    begin: (document) => begin(state, document),
    beginLarge: () => beginLarge(state),
    giveUp: (id) => giveUp(state, id),
    isBusy: () => isBusy(state),
    openCount: () => state.open.size,
    slowInMs: () => slowInMs(state),
    isFull: () => isFull(state),
    hasReady: () => state.ready.length > 0,
    heldBytes: () => state.openBytes + state.largeBytes,
    takeReady: () => takeReady(state),
    takeSlow: () => takeSlow(state),
    takeWithdrawn: () => {
      const { withdrawn } = state;
      state.withdrawn = 0;
      return withdrawn;
    },
    changed: (timeoutMs) => changed(state, timeoutMs),
    stop: async () => {
      for (const id of [...state.large.keys(), ...state.open.keys()]) giveUp(state, id);
      await Promise.all(state.work);
    },
  };
}

async function begin(state: State, document: SourceDocument): Promise<void> {
  giveUp(state, document.id);
  const isHere = await isReadHere(state, document);
  throwFault(state);
  const sizeBytes = sizeOf(document);
  if (isHere && sizeBytes > LARGE_BYTES && state.largeBytes + sizeBytes <= MAX_LARGE_BYTES) {
    state.large.set(document.id, document);
    state.largeBytes += sizeBytes;
  } else start(state, document, isHere);
}

async function isReadHere({ ports, options }: State, { sections }: SourceDocument): Promise<boolean> {
  for (const section of sections) {
    const place = await placeOf(section, options.scratch).catch(() => undefined); // whoever reads it says why it cannot be had
    if (place !== undefined && !ports.extractor.isReadHere(place)) return false;
  }
  return true;
}

async function placeOf(section: Section, scratch: BlobScratch): Promise<Parameters<Needs["extractor"]["isReadHere"]>[0]> {
  if (section.kind === "blob") return { bytes: await scratch.read(section.blob.blobId), filename: section.filename };
  return { bytes: new Uint8Array(), filename: "section", mimeType: section.format === "html" ? "text/html" : "text/plain" };
}

function beginLarge(state: State): boolean {
  const [document] = state.large.values();
  if (document === undefined) return false;
  state.large.delete(document.id);
  state.largeBytes -= sizeOf(document);
  start(state, document, true);
  return true;
}

function start(state: State, document: SourceDocument, isHere: boolean): void {
  const controller = new AbortController();
  const own = { document, isHere, controller, sizeBytes: sizeOf(document), startedAt: performance.now() };
  const reading: Reading = { ...own, isRecorded: false, isGivenUp: false, isDone: false };
  state.open.set(document.id, reading);
  state.openBytes += reading.sizeBytes;
  const over: Promise<void> = read(state, reading).finally(() => state.work.delete(over));
  state.work.add(over);
}

/** Never rejects: a fault is kept for whoever asks next. */
async function read(state: State, reading: Reading): Promise<void> {
  const { ports, options } = state;
  const { document, controller } = reading;
  const stop = () => controller.abort(options.signal.reason);
  options.signal.addEventListener("abort", stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    for await (const item of prepareItems(ports, document, (blobId) => options.scratch.read(blobId), controller.signal)) {
      // Thousands of documents lie in some: they wait until those before them are stored.
      while (isFull(state) && !controller.signal.aborted) await state.room.promise;
      if (controller.signal.aborted) break;
      reading.isDone = item.parent === undefined;
      state.ready.push({ item, reading });
      state.characters += charactersOf(item);
      notify(state);
    }
  } catch (error) {
    if (!reading.isGivenUp) state.fault ??= { error };
  } finally {
    options.signal.removeEventListener("abort", stop);
    close(state, reading);
  }
}

function close(state: State, reading: Reading): void {
  const { document, sizeBytes } = reading;
  if (state.open.get(document.id) === reading) {
    state.open.delete(document.id);
    state.openBytes -= sizeBytes;
  }
  state.options.scratch.release(blobsOf(document));
  notify(state);
}

function giveUp(state: State, id: string): void {
  const late = state.large.get(id);
  if (late !== undefined) {
    state.large.delete(id);
    state.largeBytes -= sizeOf(late);
    state.options.scratch.release(blobsOf(late));
  }
  const isOf = (each: { readonly reading: Reading }): boolean => each.reading.document.id === id;
  const reading = state.open.get(id) ?? state.ready.find(isOf)?.reading;
  if (reading === undefined) return;
  if (reading.isRecorded) state.withdrawn += 1;
  reading.isGivenUp = true;
  reading.controller.abort(new SmartyError("aborted", "Something newer came of this document."));
  state.ready = state.ready.filter((each) => !isOf(each));
  state.characters = sum(state.ready.map((each) => charactersOf(each.item)));
  close(state, reading);
  giveRoom(state);
}

function isBusy({ open, openBytes }: State): boolean {
  if (open.size >= MAX_OPEN || (open.size > 1 && openBytes > MAX_OPEN_BYTES)) return true;
  return [...open.values()].some((each) => each.isHere);
}

function slowInMs({ open, options }: State): number | undefined {
  const starts = [...open.values()].filter((each) => !each.isRecorded && !each.isDone).map((each) => each.startedAt);
  return starts.length === 0 ? undefined : Math.max(0, Math.min(...starts) + options.slowAfterMs - performance.now());
}

function isFull({ ready, characters }: State): boolean {
  return ready.length >= MAX_DOCUMENTS || characters >= MAX_CHARACTERS;
}

function takeReady(state: State): readonly PreparedItem[] {
  throwFault(state);
  const { ready } = state;
  state.ready = [];
  state.characters = 0;
  giveRoom(state);
  return ready.map(({ item, reading }) => (reading.isRecorded && item.parent === undefined ? { ...item, wasPending: true } : item));
}

function takeSlow({ open, options }: State): readonly PreparedItem[] {
  const since = performance.now() - options.slowAfterMs;
  const slow = [...open.values()].filter((each) => !each.isRecorded && !each.isDone && each.startedAt <= since);
  for (const each of slow) each.isRecorded = true;
  return slow.map(({ document }) => ({ document, result: stillRead(), isPending: true }));
}

function stillRead(): SmartyError {
  const now = "Reading it takes longer than reading others: it is read beside them and follows when it is done.";
  return new SmartyError("unavailable", `${now} If the server was stopped before that, it is tried again by itself.`);
}

async function changed(state: State, timeoutMs: number | undefined): Promise<void> {
  throwFault(state);
  const late = Promise.withResolvers<void>();
  const timer = timeoutMs === undefined ? undefined : setTimeout(late.resolve, timeoutMs);
  await Promise.race([state.change.promise, late.promise]);
  clearTimeout(timer);
  throwFault(state);
}

function throwFault({ fault, options }: State): void {
  // Whoever stops the run has the better word for it than what was stopped.
  options.signal.throwIfAborted();
  if (fault !== undefined) throw fault.error;
}

function notify(state: State): void {
  state.change.resolve();
  state.change = Promise.withResolvers();
}

function giveRoom(state: State): void {
  state.room.resolve();
  state.room = Promise.withResolvers();
}

/** What a document holds of the scratch. */
export function blobsOf({ sections }: SourceDocument): readonly string[] {
  return sections.flatMap((section) => (section.kind === "blob" ? [section.blob.blobId] : []));
}

function sizeOf({ sections }: SourceDocument): number {
  return sum(sections.map((section) => (section.kind === "blob" ? section.blob.sizeBytes : section.text.length)));
}

function charactersOf({ result }: PreparedItem): number {
  return result instanceof Error ? 0 : result.text.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
