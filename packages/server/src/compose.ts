import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type DataLock,
  createDatabase,
  createDirectoryBlobStore,
  createDisk,
  createEmbeddedJobQueue,
  createEmbeddedLexicalIndex,
  createEmbeddedVectorIndex,
  createFileVault,
  createIdentity,
  createInProcessBus,
  createJobWriter,
  createStaticEmbedder,
  createUuidIds,
  loadStaticTable,
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
import type { Logger, Ports } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Config } from "./config.ts";
import { loadConnectors } from "./connectors.ts";
import { type DiskGuard, guardDisk } from "./disk-guard.ts";
import { createIngestHost, type IngestHost } from "./ingest/ingest-host.ts";

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
  };
}

/** Stands in the data directory while a restore replaces its content. */
export function restoringFolder(dataDir: string): string {
  return join(dataDir, "restoring");
}

/** Opens the data directory for this process alone. Throws `conflict` when another one has it, or when its content is not whole. */
export async function openInstance(config: Config, logger: Logger): Promise<Instance> {
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

async function openLocked(config: Config, logger: Logger, paths: ReturnType<typeof dataPaths>, { lock, disk }: Held): Promise<Instance> {
  // Before the database, which would say that they exist: a process that died in between must not have left one without the other.
  const vault = createFileVault({ file: paths.key, mayCreate: !existsSync(paths.database) });
  const secret = readOrCreateSecret(paths.sessionSecret);
  const connectors = await loadConnectors(config.plugins, config.dataDir);
  const bus = createInProcessBus(logger);
  const clock = systemClock;
  const store = await openStore(config, paths.database);
  const { writer, handle, lexical, vectors, embedder, staticTable } = store;
  const ports: Ports = {
    database: createDatabase({ db: handle.db, engine: "sqlite", clock, jobWriter: (db) => createJobWriter(db, clock) }),
    lexical,
    semantic: embedder === null || vectors === null ? null : { embedder, vectors },
    jobs: createEmbeddedJobQueue({ db: handle.db, clock, bus, logger, soleOwner: true }),
    blobs: createDirectoryBlobStore(paths.blobs),
    disk: createDisk(config.dataDir),
    bus,
    clock,
    ids: createUuidIds(clock, await readLatestId(handle.db)),
    hash: textHash,
    logger,
    vault,
    identity: createIdentity({
      plain: handle.plain,
      engine: "sqlite",
      secret,
      baseUrl: config.publicUrl ?? `http://localhost:${config.port}`,
      port: config.port,
      clock,
      logger,
    }),
    connectors,
  };
  const { logLevel, plugins } = config;
  const ingest = createIngestHost({
    data: { file: paths.database, blobFolder: paths.blobs, keyFile: paths.key, logLevel, plugins, staticTable },
    connect: () => ({ writerPort: writer.connect("ingest"), lexicalPort: lexical.connect(), vectorPort: vectors?.connect() ?? null }),
    bus,
    logger,
  });
  return {
    ports,
    ingest,
    file: paths.database,
    announce: (about) => lock.announce(about),
    onDeath: (listener) => {
      for (const thread of [writer, lexical, vectors]) thread?.onDeath(listener);
    },
    close: async () => {
      disk.stop();
      await ingest.close();
      await store.close();
      lock.release();
    },
  };
}

/** The file with its threads. */
async function openStore({ dataDir, embeddingModel }: Config, file: string) {
  await prepareSqliteFile(dataDir);
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  const { db } = handle;
  const staticTable = embeddingModel === "none" ? null : loadStaticTable();
  const embedder = staticTable === null ? null : createStaticEmbedder(staticTable);
  const lexical = await createEmbeddedLexicalIndex({ db, file });
  const vectors =
    embedder === null ? null : await createEmbeddedVectorIndex({ db, file, model: embedder.id, dimensions: embedder.dimensions });
  const close = async (): Promise<void> => {
    await lexical.close();
    await vectors?.close();
    await handle.close();
    await writer.close();
  };
  return { writer, handle, staticTable, embedder, lexical, vectors, close };
}
