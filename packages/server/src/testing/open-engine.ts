import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createConnectorHttp,
  createDatabase,
  createDirectoryBlobStore,
  createEmbeddedJobQueue,
  createEmbeddedLexicalIndex,
  createEmbeddedVectorIndex,
  createFileVault,
  createInProcessBus,
  createJobWriter,
  createRouteFinder,
  createSafeFetch,
  createStaticEmbedder,
  loadStaticTable,
  openSocket,
  openSqliteHandle,
  prepareSqliteFile,
  startWriterThread,
  systemClock,
  textHash,
  uuidIds,
} from "@smartypants/adapters";
import { createExtractorPort } from "@smartypants/adapters/preprocessors";
import type { Connector, Embedder } from "@smartypants/sdk";
import {
  type Actor,
  createSource,
  createRuntimeSettings,
  type IngestPorts,
  type Ports,
  queueSync,
  runSync,
  search,
  type SourceAccess,
  type SyncRun,
} from "@smartypants/core";
import { type CapturedLog, captureLog } from "./captured-log.ts";
import { createConnectedConnector } from "./connected-connector.ts";
import { createScriptedConnector, type ScriptedConnector } from "./scripted-connector.ts";

type Handle = ReturnType<typeof openSqliteHandle>;

/** The ingest engine in this thread: real database, indexes, preprocessors and model; the connector, the clock and the counting are the test's. */
export interface TestEngine {
  readonly ports: IngestPorts & Pick<Ports, "jobs" | "settings">;
  readonly db: Handle["db"];
  readonly file: string;
  readonly scripted: ScriptedConnector;
  readonly clock: { now(): number; advance(ms: number): void };
  readonly log: CapturedLog;
  /** Texts embedded since the engine was opened. */
  embedded(): number;
  readonly connected: ReturnType<typeof createConnectedConnector>["script"];
  /** A source of the scripted connector. */
  source(access?: SourceAccess): Promise<string>;
  /** A source of the connected one, with its permissions and a credential. */
  connectedSource(credential?: unknown): Promise<string>;
  /** Runs one sync to its end, or until it throws. */
  sync(sourceId: string, options?: SyncOptions): Promise<SyncRun>;
  /** The ledger by external id. */
  ledger(sourceId: string): Promise<Readonly<Record<string, LedgerRow>>>;
  /** External ids that a person finds. */
  find(query: string, actor?: Actor): Promise<readonly string[]>;
  reader(email?: string): Actor;
  close(): Promise<void>;
}

export interface SyncOptions {
  readonly confirmRemoval?: boolean;
  readonly signal?: AbortSignal;
  /** Another run of a job that was interrupted. */
  readonly again?: string;
}

export interface LedgerRow {
  readonly state: string;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly documentId: string | null;
  readonly attempts: number;
}

let template: Promise<string> | undefined;
let table: ReturnType<typeof loadStaticTable> | undefined;

/** Migrated once for all engines of a test file. */
async function prepareTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-engine-template-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return (await prepareSqliteFile(folder)).file;
}

function countPassages(model: Embedder): { readonly embedder: Embedder; readonly embedded: () => number } {
  let embedded = 0;
  const embed: Embedder["embed"] = (texts, kind, signal) => {
    if (kind === "passage") embedded += texts.length;
    return model.embed(texts, kind, signal);
  };
  return { embedder: { ...model, embed }, embedded: () => embedded };
}

/** Connectors of tests may reach this machine. */
function openLoopback(clock: TestEngine["clock"], skipsPauses: boolean): IngestPorts["connectorHttp"] {
  const allowPrivate = ["127.0.0.1"];
  const findRoute = createRouteFinder({ allowPrivate });
  return createConnectorHttp({
    fetch: createSafeFetch({ allowPrivate, timeoutMs: 5000, isStepwise: true, maxBytes: 2 ** 30 }),
    openSocket: (url, signal) => openSocket({ findRoute, timeoutMs: 5000 }, url, signal),
    ...(skipsPauses ? { clock, wait: async (ms) => clock.advance(Math.ceil(ms)) } : { clock: systemClock }),
  });
}

export interface EngineOptions {
  /** Besides the scripted ones. */
  readonly connectors?: readonly Connector[];
  /** What a source makes us wait moves the engine's clock on and takes no time. */
  readonly skipsPauses?: boolean;
}

export async function openEngine({ connectors = [], skipsPauses = false }: EngineOptions = {}): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-engine-"));
  const file = join(folder, "smartypants.db");
  copyFileSync(await (template ??= prepareTemplate()), file);
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("ingest"));
  const { db } = handle;
  const log = captureLog();
  let now = Date.UTC(2026, 2, 1);
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const bus = createInProcessBus(log.logger);
  const model = createStaticEmbedder((table ??= loadStaticTable()));
  const { embedder, embedded } = countPassages(model);
  const lexical = await createEmbeddedLexicalIndex({ db, file });
  const vectors = await createEmbeddedVectorIndex({ db, file, model: embedder.id, dimensions: embedder.dimensions });
  const semantic = { embedder, vectors };
  const extractor = createExtractorPort();
  const scripted = createScriptedConnector();
  const connected = createConnectedConnector();
  const database = createDatabase({ db, engine: "sqlite", clock, jobWriter: (own) => createJobWriter(own, clock) });
  const ports: TestEngine["ports"] = {
    database,
    settings: createRuntimeSettings({ database }),
    lexical,
    semantic: { current: semantic, followed: [semantic] },
    jobs: createEmbeddedJobQueue({ db, clock, bus, logger: log.logger, pollMs: 20, soleOwner: true }),
    blobs: createDirectoryBlobStore(join(folder, "blobs")),
    disk: { space: async () => ({ freeBytes: 1e12, totalBytes: 2e12 }) },
    extractor: extractor.extractor,
    bus,
    clock,
    ids: uuidIds,
    hash: textHash,
    logger: log.logger,
    vault: createFileVault({ file: join(folder, "master.key"), mayCreate: true }),
    connectorHttp: openLoopback(clock, skipsPauses),
    connectors: new Map([scripted.connector, connected.connector, ...connectors].map((each) => [each.id, each as never])),
  };
  return {
    ports,
    db,
    file,
    scripted,
    connected: connected.script,
    clock,
    log,
    embedded,
    reader,
    ...helpers(ports, db),
    close: async () => {
      await ports.jobs.stop(2000);
      await extractor.stop();
      await lexical.close();
      await vectors.close();
      await handle.close();
      await writer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function reader(email = "reader@example.org"): Actor {
  return { userId: email, role: "viewer", email, name: email, verifiedAt: 1, via: "key", scopes: ["all"] };
}

function helpers(
  ports: TestEngine["ports"],
  db: Handle["db"],
): Pick<TestEngine, "source" | "connectedSource" | "sync" | "ledger" | "find"> {
  const { database, ids, clock } = ports;
  return {
    source: async (access = { mode: "everyone" }) => {
      const id = ids.next();
      const rootAllow = access.mode === "everyone" ? ["everyone"] : (access.allow ?? []);
      const source = {
        id,
        connector: "scripted",
        name: "Scripted",
        settings: {},
        access,
        schedule: null,
        createdBy: "test",
        now: clock.now(),
      };
      await database.transaction((tx) => tx.sources.create(source, rootAllow));
      return id;
    },
    connectedSource: async (credential = { token: "a secret token" }) => {
      const input = {
        connector: "connected",
        name: "Connected",
        settings: {},
        access: { mode: "source" as const },
        schedule: null,
        credential,
      };
      return (await createSource(ports, { ...reader(), role: "admin" }, input)).id;
    },
    sync: async (sourceId, { confirmRemoval = false, signal = new AbortController().signal, again } = {}) => {
      const syncRunId = again ?? (await startRun(ports, sourceId));
      await runSync(ports, { syncRunId, jobId: "0", confirmRemoval }, signal);
      const run = await database.syncRuns.get(syncRunId);
      if (run === null) throw new Error("the run has gone");
      return run;
    },
    ledger: async (sourceId) => {
      const rows = await db
        .selectFrom("syncItem")
        .select(["externalId", "state", "reasonCode", "reason", "documentId", "attempts"])
        .where("sourceId", "=", sourceId)
        .execute();
      return Object.fromEntries(rows.map(({ externalId, ...row }) => [externalId, row]));
    },
    find: async (query, actor = reader()) => {
      const { hits } = await search(ports, actor, { query, limit: 50, filters: {}, explain: false });
      return hits.map((hit) => hit.document.externalId);
    },
  };
}

/** As the queue would have it, without the queue. */
async function startRun(ports: IngestPorts, sourceId: string): Promise<string> {
  const source = await ports.database.sources.get(sourceId);
  if (source === null) throw new Error("there is no such source");
  const { syncRunId } = await queueSync(ports, source, "manual", { requestedBy: null });
  await ports.database.transaction((tx) => tx.jobs.removeByKey(`sync:${sourceId}`));
  return syncRunId;
}
