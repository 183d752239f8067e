import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type DataLock,
  createDatabase,
  createDirectoryBlobStore,
  createEmbeddedJobQueue,
  createEmbeddedLexicalIndex,
  createEmbeddedVectorIndex,
  createFileVault,
  createIdentity,
  createInProcessBus,
  createJobWriter,
  createStaticEmbedder,
  loadStaticTable,
  lockDataDirectory,
  openSqliteHandle,
  prepareSqliteFile,
  readOrCreateSecret,
  startWriterThread,
  systemClock,
  textHash,
  uuidIds,
} from "@smartypants/adapters";
import type { Logger, Ports } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Config } from "./config.ts";
import { loadConnectors } from "./connectors.ts";
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
  const lock = lockDataDirectory(config.dataDir);
  try {
    if (existsSync(restoringFolder(config.dataDir))) throw halfRestored(config.dataDir);
    return await openLocked(config, logger, paths, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function halfRestored(dataDir: string): SmartyError {
  return new SmartyError("conflict", `A restore into ${dataDir} was interrupted. Run it again: smartypants restore <file> --force.`);
}

async function openLocked(config: Config, logger: Logger, paths: ReturnType<typeof dataPaths>, lock: DataLock): Promise<Instance> {
  const isNew = !existsSync(paths.database);
  await prepareSqliteFile(config.dataDir);
  const writer = startWriterThread(paths.database);
  const handle = openSqliteHandle(paths.database, writer.connect("interactive"));
  const bus = createInProcessBus(logger);
  const staticTable = config.embeddingModel === "none" ? null : loadStaticTable();
  const embedder = staticTable === null ? null : createStaticEmbedder(staticTable);
  const lexical = await createEmbeddedLexicalIndex({ db: handle.db, file: paths.database });
  const vectors =
    embedder === null
      ? null
      : await createEmbeddedVectorIndex({ db: handle.db, file: paths.database, model: embedder.id, dimensions: embedder.dimensions });
  const clock = systemClock;
  const ports: Ports = {
    database: createDatabase({ db: handle.db, engine: "sqlite", clock, jobWriter: (db) => createJobWriter(db, clock) }),
    lexical,
    semantic: embedder === null || vectors === null ? null : { embedder, vectors },
    jobs: createEmbeddedJobQueue({ db: handle.db, clock, bus, logger, soleOwner: true }),
    blobs: createDirectoryBlobStore(paths.blobs),
    bus,
    clock,
    ids: uuidIds,
    hash: textHash,
    logger,
    vault: createFileVault({ file: paths.key, mayCreate: isNew }),
    identity: createIdentity({
      plain: handle.plain,
      engine: "sqlite",
      secret: readOrCreateSecret(paths.sessionSecret),
      baseUrl: config.publicUrl ?? `http://localhost:${config.port}`,
      port: config.port,
      clock,
      logger,
    }),
    connectors: await loadConnectors(config.plugins),
  };
  const ingest = createIngestHost({
    data: {
      file: paths.database,
      blobFolder: paths.blobs,
      keyFile: paths.key,
      logLevel: config.logLevel,
      plugins: config.plugins,
      staticTable,
    },
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
      writer.onDeath(listener);
      lexical.onDeath(listener);
      vectors?.onDeath(listener);
    },
    close: async () => {
      await ingest.close();
      await lexical.close();
      await vectors?.close();
      await handle.close();
      await writer.close();
      lock.release();
    },
  };
}
