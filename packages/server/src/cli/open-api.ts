import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readServerInfo, type ServerLogger } from "@smartypants/adapters";
import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { createApp } from "../app.ts";
import { dataPaths, type Instance, openInstance } from "../compose.ts";
import type { Config } from "../config.ts";
import { createOperator } from "../operator.ts";
import { startBackgroundWork } from "../worker.ts";
import { type Api, createApi } from "./api.ts";

export interface OpenOptions {
  readonly config: Config;
  readonly logger: ServerLogger;
  readonly as: string | undefined;
  /** Whether the command needs background work to be done: syncs, indexing. A server does it anyway. */
  readonly work: boolean;
  /** Called in this process, before anything else, when nobody exists yet. */
  readonly whenEmpty?: ((instance: Instance) => Promise<void>) | undefined;
  readonly signal: AbortSignal;
}

export interface OpenApi extends Api {
  /** Where the running server is; null when the directory is open in this process. */
  readonly serverUrl: string | null;
  close(): Promise<void>;
}

const ALIVE_MS = 2_000;
/** Another command may have the directory for a moment. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 100;

/** Speaks to the server that runs on the data directory, else opens the directory in this process. */
export async function openApi(options: OpenOptions): Promise<OpenApi> {
  const { config, signal } = options;
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const remote = await connectToServer(options);
    if (remote !== null) return remote;
    if (options.whenEmpty === undefined && !existsSync(dataPaths(config.dataDir).database)) throw nothingThere(config.dataDir);
    try {
      return await openHere(options);
    } catch (error) {
      const isTaken = isSmartyError(error) && error.code === "conflict";
      if (!isTaken || performance.now() > giveUpAt) throw error;
    }
    await sleep(RETRY_MS, undefined, { signal });
  }
}

function nothingThere(dataDir: string): SmartyError {
  const message = `There is no SmartyPants in ${dataDir} yet. Begin with smartypants add <folder> or smartypants start, or name another place with --data-dir.`;
  return new SmartyError("not_found", message);
}

async function connectToServer({ config, as, signal }: OpenOptions): Promise<OpenApi | null> {
  const url = readServerInfo(config.dataDir)?.url;
  if (url === undefined || !(await isAlive(url, signal))) return null;
  const token = readToken(config.dataDir);
  const api = createApi(
    (path, init) => fetch(`${url}/api/v1${path}`, { ...init, signal }).catch((error: unknown) => Promise.reject(unreachable(error, url))),
    { token, as },
  );
  return { ...api, serverUrl: url, close: async () => undefined };
}

async function isAlive(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(`${url}/livez`, { signal: AbortSignal.any([signal, AbortSignal.timeout(ALIVE_MS)]) })).ok;
  } catch {
    // It was killed and its file stayed, or it does not answer: who holds the lock decides.
    return false;
  }
}

function unreachable(error: unknown, url: string): unknown {
  if ((error as Error).name === "AbortError") return error;
  return new SmartyError("network", `The server at ${url} stopped answering. Look at its log, then try again.`, { cause: error });
}

function readToken(dataDir: string): string {
  try {
    return readFileSync(dataPaths(dataDir).operatorToken, "utf8").trim();
  } catch (error) {
    const message = `The server's operator token in ${dataDir} cannot be read. Run this as the user that runs the server.`;
    throw new SmartyError("forbidden", message, { cause: error });
  }
}

async function openHere({ config, logger, as, work, whenEmpty, signal }: OpenOptions): Promise<OpenApi> {
  const instance = await openInstance(config, logger);
  const ends: (() => Promise<void> | void)[] = [() => instance.close()];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    if (!(await instance.ports.database.people.anyone())) {
      if (whenEmpty === undefined) throw nothingThere(config.dataDir);
      await whenEmpty(instance);
    }
    const operator = createOperator(instance, config.dataDir);
    ends.push(() => operator.close());
    const app = createApp(instance.ports, config, operator);
    if (work) {
      const background = await startBackgroundWork(instance.ports, instance.ingest, { schedules: false });
      // What is not done goes on with the next start.
      ends.push(() => background.stop(0));
    }
    const api = createApi(
      async (path, init) => {
        // Here nothing else says for whom the request is, and that it has a body.
        const length = Buffer.byteLength(init.body ?? "");
        const headers = { ...init.headers, host: "localhost", ...(length > 0 && { "content-length": String(length) }) };
        return app.request(`http://localhost/api/v1${path}`, { ...init, headers, signal });
      },
      { token: operator.token, as },
    );
    return { ...api, serverUrl: null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
