import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import {
  createDatabase,
  createJobWriter,
  createDirectoryBlobStore,
  createDisk,
  createFileVault,
  createLexicalIndexClient,
  inLogContext,
  jobLogContext,
  createUuidIds,
  openSqliteHandle,
  readLatestId,
  serveCalls,
  systemClock,
  textHash,
} from "@smartypants/adapters";
import { createExtractorPort } from "@smartypants/adapters/preprocessors";
import {
  buildVectors,
  drainIndex,
  ingestUpload,
  type ItemsRequest,
  listenToSource,
  type IngestPorts,
  purgeSource,
  runSync,
  syncGroups,
  syncItems,
  takeInventory,
  type UploadJob,
} from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { loadConnectors } from "../connectors.ts";
import { openConnectorHttp } from "../outbound.ts";
import { type FollowedSlot, followWires } from "../semantic/follow-wires.ts";
import type { SemanticWires } from "../semantic/wires.ts";
import { createBusOverPort } from "./bus-over-port.ts";
import { createLoggerOverPort } from "./log-over-port.ts";
import type { IngestTask, IngestThreadData } from "./protocol.ts";

const data = workerData as IngestThreadData;

async function openPorts(): Promise<{ ports: IngestPorts; follow: FollowedSlot["follow"]; close(): Promise<void> }> {
  const handle = openSqliteHandle(data.file, data.writerPort);
  const extractor = createExtractorPort(data.ocr === undefined ? {} : { ocr: data.ocr });
  const followed = followWires(handle.db, data.semantic);
  const ports: IngestPorts = {
    database: createDatabase({ db: handle.db, engine: "sqlite", clock: systemClock, jobWriter: (db) => createJobWriter(db, systemClock) }),
    lexical: createLexicalIndexClient({ db: handle.db, port: data.lexicalPort }),
    semantic: followed.slot,
    blobs: createDirectoryBlobStore(data.blobFolder),
    disk: createDisk(dirname(data.file)),
    extractor: extractor.extractor,
    bus: createBusOverPort(data.busPort),
    clock: systemClock,
    ids: createUuidIds(systemClock, await readLatestId(handle.db)),
    hash: textHash,
    logger: createLoggerOverPort(data.logPort, data.logLevel),
    vault: createFileVault({ file: data.keyFile, mayCreate: false }),
    connectorHttp: openConnectorHttp(data.outbound),
    connectors: await loadConnectors(data.plugins, dirname(data.file)),
  };
  return {
    ports,
    follow: (wires) => followed.follow(wires),
    close: async () => {
      await extractor.stop();
      await handle.close();
    },
  };
}

const opened = openPorts();
// Whoever asks for the ports hears of it.
opened.catch(() => {});

let released: Promise<void> | undefined;

/** The ports, once the claims of a thread or process that has died are gone: nobody else drains. */
async function openedPorts(): Promise<IngestPorts> {
  const { ports } = await opened;
  released ??= ports.database.indexChanges.release();
  await released.catch((error: unknown) => {
    released = undefined;
    throw error;
  });
  return ports;
}

const running = new Map<string, AbortController>();
const listeners = new Map<string, { readonly controller: AbortController; readonly about: string }>();

async function run(taskId: string, task: IngestTask, payload: unknown): Promise<void> {
  const ports = await openedPorts();
  const controller = new AbortController();
  running.set(taskId, controller);
  try {
    await inLogContext(jobLogContext(taskId, task, payload), () => perform(ports, task, payload, taskId, controller.signal));
  } finally {
    running.delete(taskId);
  }
}

function perform(ports: IngestPorts, task: IngestTask, payload: unknown, jobId: string, signal: AbortSignal): Promise<unknown> {
  switch (task) {
    case "sync-source": {
      const { syncRunId, confirmRemoval } = payload as { syncRunId: string; confirmRemoval: boolean };
      return runSync(ports, { syncRunId, confirmRemoval, jobId }, signal);
    }
    case "sync-items":
      return syncItems(ports, payload as ItemsRequest, jobId, signal);
    case "sync-groups":
      return syncGroups(ports, (payload as { sourceId: string }).sourceId, signal);
    case "take-inventory": {
      const { syncRunId, confirmRemoval } = payload as { syncRunId: string; confirmRemoval: boolean };
      return takeInventory(ports, { syncRunId, confirmRemoval, jobId }, signal);
    }
    case "ingest-upload":
      return ingestUpload(ports, payload as UploadJob, signal);
    case "purge-source":
      return purgeSource(ports, (payload as { sourceId: string }).sourceId, signal);
    case "drain-index":
      return drainIndex(ports, signal);
    case "build-vectors":
      return buildVectors(ports, (payload as { model: string }).model, signal);
  }
}

/** Listens to exactly these sources from now on. One that is listened to already goes on, unless what it is listened to with has changed. */
function listen(sourceIds: readonly string[]): Promise<void> {
  // One after another: of two that look at once both would begin.
  listening = listening.catch(() => {}).then(() => listenTo(sourceIds));
  return listening;
}

let listening: Promise<void> = Promise.resolve();

async function listenTo(sourceIds: readonly string[]): Promise<void> {
  const { ports } = await opened;
  const wanted = new Set(sourceIds);
  for (const [id, { controller }] of listeners) if (!wanted.has(id)) endListening(id, controller);
  for (const id of wanted) {
    const source = await ports.database.sources.get(id);
    if (source === null) continue;
    const credential = await ports.database.sourceConnections.credential(id);
    const about = JSON.stringify([source.settings, credential?.generation ?? null]);
    const known = listeners.get(id);
    if (known?.about === about) continue;
    if (known !== undefined) endListening(id, known.controller);
    const controller = new AbortController();
    listeners.set(id, { controller, about });
    listenToSource(ports, source, controller.signal).catch((error: unknown) => {
      ports.logger.warn({ err: error, sourceId: id }, "listening for changes ended");
    });
  }
}

function endListening(id: string, controller: AbortController): void {
  controller.abort();
  listeners.delete(id);
}

if (parentPort !== null) {
  serveCalls(parentPort, {
    run,
    listen,
    follow: async (wires: SemanticWires) => (await opened).follow(wires),
    abort: (taskId: string) => running.get(taskId)?.abort(new SmartyError("aborted", "The work was stopped.")),
    close: async () => {
      await listen([]);
      for (const controller of running.values()) controller.abort(new SmartyError("aborted", "The server is stopping."));
      await (await opened).close();
    },
  });
}
