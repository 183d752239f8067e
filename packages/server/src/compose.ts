import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type DataLock,
  type ServerLogger,
  createDatabase,
  createDirectoryBlobStore,
  createDisk,
  createEmbeddedJobQueue,
  createEmbeddedLexicalIndex,
  createFileVault,
  createWebhookSender,
  createIdentity,
  createInProcessBus,
  createOidcClient,
  createJobWriter,
  createUuidIds,
  lockDataDirectory,
  openSqliteHandle,
  prepareSqliteFile,
  readLatestId,
  readOrCreateSecret,
  startWriterThread,
  systemClock,
  textHash,
  translateFullDisk,
} from "@smartypants/adapters";
import { createCaches, createRuntimeSettings, type EventBus, type Identity, type Ports, type RuntimeSettings } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { composeModels } from "./compose-models.ts";
import type { Config } from "./config.ts";
import { connectorOutbound, openConnectorHttp, outboundFetch } from "./outbound.ts";
import { loadConnectors } from "./connectors.ts";
import { type DiskGuard, guardDisk } from "./disk-guard.ts";
import { createIngestHost, type IngestHost } from "./ingest/ingest-host.ts";
import { composeSemantic } from "./semantic/compose-semantic.ts";
import type { SemanticModels } from "./semantic/semantic-models.ts";

/** The embedded profile: everything over one SQLite file in one process. */
export interface Instance {
  readonly ports: Ports;
  readonly ingest: IngestHost;
  readonly file: string;
  /** Writes down where this server answers, for the command line. */
  announce(about: { readonly url: string }): void;
  /** Called when a thread without which nothing works has died. */
  onDeath(listener: (error: Error) => void): void;
  /** Closes everything in the order that loses nothing. */
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Syncs wait for the network most of their time, and leave room for everything else. */
const JOBS_AT_ONCE = 8;
const SOURCES = { prefix: "source:", atMost: 4 };
/** Of one delivery; an endpoint's answer is not read. */
const WEBHOOK_LIMITS = { timeoutMs: 10_000, maxBytes: 2 ** 20 };

/** Of one question to an identity provider. */
const SIGN_IN_LIMITS = { timeoutMs: 10_000, maxBytes: 2 ** 20 };

/** Names of the files in the data directory. */
export function dataPaths(dataDir: string) {
  return {
    database: join(dataDir, "smartypants.db"),
    blobs: join(dataDir, "blobs"),
    key: join(dataDir, "master.key"),
    sessionSecret: join(dataDir, "session.key"),
    setupToken: join(dataDir, "setup-token"),
    operatorToken: join(dataDir, "operator-token"),
    server: join(dataDir, "server.json"),
    lastBackup: join(dataDir, "last-backup.json"),
  };
}

/** Stands in the data directory while a restore replaces its content. */
export function restoringFolder(dataDir: string): string {
  return join(dataDir, "restoring");
}

/** Opens the data directory for this process alone. Throws `conflict` when another one has it, or when its content is not whole. */
export async function openInstance(config: Config, logger: ServerLogger): Promise<Instance> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  chmodSync(config.dataDir, 0o700);
  const paths = dataPaths(config.dataDir);
  const disk = guardDisk(config.dataDir, logger);
  // First of all: on a full disk not even the lock's own note can be written before there is room.
  await disk.look();
  let lock: DataLock | undefined;
  try {
    lock = lockDataDirectory(config.dataDir);
    if (existsSync(restoringFolder(config.dataDir))) throw halfRestored(config.dataDir);
    return await openLocked(config, logger, paths, { lock, disk });
  } catch (error) {
    disk.stop();
    lock?.release();
    throw translateFullDisk(error);
  }
}

function halfRestored(dataDir: string): SmartyError {
  return new SmartyError("conflict", `A restore into ${dataDir} was interrupted. Run it again: smartypants restore <file> --force.`);
}

interface Held {
  readonly lock: DataLock;
  readonly disk: DiskGuard;
}

async function openLocked(
  config: Config,
  logger: ServerLogger,
  paths: ReturnType<typeof dataPaths>,
  { lock, disk: guard }: Held,
): Promise<Instance> {
  // Before the database, which would say that they exist: a process that died in between must not have left one without the other.
  const vault = createFileVault({ file: paths.key, mayCreate: !existsSync(paths.database) });
  const secret = readOrCreateSecret(paths.sessionSecret);
  const connectors = await loadConnectors(config.plugins, config.dataDir);
  if (config.ocr !== "off") await requireRecognition(config.ocrLanguages);
  const bus = createInProcessBus(logger);
  const clock = systemClock;
  const store = await openStore(config, paths.database);
  const { handle, lexical } = store;
  // Each needs the other: permissions are good for as long as a setting says, which is stored there.
  const database = openDatabase(handle, () => settings.get("sources.permissionMaxAgeHours") * HOUR_MS);
  const settings = await openSettings(config, database);
  const ids = createUuidIds(clock, await readLatestId(handle.db));
  const chatModels = composeModels(config, { database, vault, clock, ids, logger });
  const disk = createDisk(config.dataDir);
  const { llms } = chatModels;
  const semantic = await composeSemantic(config, { db: handle.db, file: paths.database, database, vault, disk, clock, logger, llms });
  const ports: Ports = {
    database,
    settings,
    lexical,
    semantic: semantic.slot,
    embeddingModels: semantic.models,
    jobs: createEmbeddedJobQueue({ db: handle.db, clock, bus, logger, soleOwner: true, concurrency: JOBS_AT_ONCE, lane: SOURCES }),
    blobs: createDirectoryBlobStore(paths.blobs),
    disk,
    bus,
    clock,
    ids,
    hash: textHash,
    logger,
    vault,
    identity: openIdentity(config, handle, { secret, clock, logger, longestSessionDays: () => settings.get("people.sessionDays") }),
    connectors,
    ...waysOut(config),
    ...chatModels,
    caches: createCaches({ answers: () => settings.get("answers.kept") }),
  };
  const ingest = openIngest(config, paths, { store, semantic, bus, logger });
  return {
    ports,
    ingest,
    file: paths.database,
    announce: (about) => lock.announce(about),
    onDeath: (listener) => {
      for (const part of [store.writer, lexical, semantic]) part.onDeath(listener);
    },
    close: async () => {
      guard.stop();
      await ingest.close();
      await semantic.close();
      await store.close();
      lock.release();
    },
  };
}

/** As they are stored now; who serves people follows what changes. */
async function openSettings({ pinned }: Config, database: Ports["database"]): Promise<RuntimeSettings> {
  const settings = createRuntimeSettings({ database }, pinned);
  await settings.refresh();
  return settings;
}

function openDatabase({ db }: ReturnType<typeof openSqliteHandle>, permissionMaxAgeMs: () => number): Ports["database"] {
  return createDatabase({
    db,
    engine: "sqlite",
    clock: systemClock,
    jobWriter: (own) => createJobWriter(own, systemClock),
    permissionMaxAgeMs,
  });
}

/** Each with its own list of what may be reached although it is not public. */
function waysOut(config: Config): Pick<Ports, "oidc" | "connectorHttp" | "webhookSender"> {
  return {
    oidc: createOidcClient({ fetch: outboundFetch(config, config.signInNetworks, SIGN_IN_LIMITS), clock: systemClock }),
    connectorHttp: openConnectorHttp(connectorOutbound(config)),
    webhookSender: createWebhookSender(outboundFetch(config, config.webhookNetworks, WEBHOOK_LIMITS)),
  };
}

function openIdentity(
  { publicUrl, port }: Config,
  { plain }: ReturnType<typeof openSqliteHandle>,
  rest: Pick<Parameters<typeof createIdentity>[0], "secret" | "clock" | "logger" | "longestSessionDays">,
): Identity {
  return createIdentity({ plain, engine: "sqlite", baseUrl: publicUrl ?? `http://localhost:${port}`, port, ...rest });
}

/** Said at the start, and not by the first document. Loaded only where it is wanted: it brings every reader of documents along. */
async function requireRecognition(languages: string): Promise<void> {
  const { createExtractorPort } = await import("@smartypants/adapters/preprocessors");
  await createExtractorPort({ ocr: { languages } }).stop();
}

interface IngestNeeds {
  readonly store: Awaited<ReturnType<typeof openStore>>;
  readonly semantic: SemanticModels;
  readonly bus: EventBus;
  readonly logger: ServerLogger;
}

function openIngest(config: Config, paths: ReturnType<typeof dataPaths>, { store, semantic, bus, logger }: IngestNeeds): IngestHost {
  const { plugins, ocr, ocrLanguages, pinned } = config;
  const recognition = ocr === "off" ? {} : { ocr: { languages: ocrLanguages } };
  const { writer, lexical } = store;
  const ingest = createIngestHost({
    data: {
      file: paths.database,
      blobFolder: paths.blobs,
      keyFile: paths.key,
      plugins,
      // What is pinned holds to the end; the logger it is given may say more for itself.
      logLevel: pinned["logs.level"],
      outbound: connectorOutbound(config),
      ...recognition,
    },
    connect: () => ({ writerPort: writer.connect("ingest"), lexicalPort: lexical.connect(), semantic: semantic.connect() }),
    bus,
    logger,
  });
  semantic.onChange(() => ingest.follow(() => semantic.connect()));
  return ingest;
}

/** The file with its threads. */
async function openStore({ dataDir }: Config, file: string) {
  await prepareSqliteFile(dataDir);
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  const { db } = handle;
  const lexical = await createEmbeddedLexicalIndex({ db, file });
  const close = async (): Promise<void> => {
    await lexical.close();
    await handle.close();
    await writer.close();
  };
  return { writer, handle, lexical, close };
}
