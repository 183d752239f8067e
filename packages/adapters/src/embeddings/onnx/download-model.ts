import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import type { SafeAnswer, SafeFetch } from "../../net/safe-fetch.ts";
import { translateFullDisk } from "../../system/file-errors.ts";
import { type HubFile, listHubFiles } from "./hub-listing.ts";
import type { OnnxModel } from "./onnx-models.ts";

export interface DownloadOptions {
  readonly fetch: SafeFetch;
  /** Of the hub, without a slash at the end. */
  readonly hubUrl: string;
  /** The model's folder is put here when it is whole. */
  readonly folder: string;
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void;
  readonly signal: AbortSignal;
  /** Until an answer begins. */
  readonly headersMs?: number;
  /** Without a byte. */
  readonly silenceMs?: number;
}

const HEADERS_MS = 30_000;
const SILENCE_MS = 60_000;
/** For a whole file: the two limits above end what stands still long before. */
const FILE_MS = 24 * 3_600_000;

/**
 * Fetches a model from a hub. What had arrived before an interruption is kept and gone on with; only a model whose every file has the checksum that the hub
 * tells gets its place. Throws `network`, `unavailable`, `corrupt`, `full` or `aborted`.
 */
export async function downloadModel(model: OnnxModel, options: DownloadOptions): Promise<void> {
  const target = join(options.folder, model.name);
  if (existsSync(target)) return;
  const partial = join(options.folder, `.${model.name}.download`);
  try {
    const listed = await listHubFiles(model, { ...options, request: (url) => request(url, {}, 2 ** 24, options) });
    const totalBytes = listed.reduce((sum, file) => sum + file.sizeBytes, 0);
    let before = 0;
    for (const file of listed) {
      const onBytes = (bytes: number): void => options.onProgress?.({ doneBytes: before + bytes, totalBytes });
      await fetchFile(model, file, { ...options, at: join(partial, file.path), onBytes });
      before += file.sizeBytes;
    }
    await rename(partial, target);
  } catch (error) {
    throw translateFullDisk(error);
  }
}

interface FileOptions extends DownloadOptions {
  readonly at: string;
  readonly onBytes: (bytes: number) => void;
}

async function fetchFile(model: OnnxModel, file: HubFile, options: FileOptions): Promise<void> {
  const { at, hubUrl, signal } = options;
  if (existsSync(at)) return options.onBytes(file.sizeBytes);
  await mkdir(dirname(at), { recursive: true });
  const part = `${at}.part`;
  const have = await sizeOf(part);
  const url = `${hubUrl}/${model.repository}/resolve/${file.revision}/${file.path}`;
  if (have !== file.sizeBytes) await appendTo(part, have > file.sizeBytes ? 0 : have, file, { ...options, url });
  signal.throwIfAborted();
  if ((await checksumOf(part, file)) !== file.checksum.value) {
    await rm(part, { force: true });
    throw new SmartyError("corrupt", `${file.path} of ${model.name} did not arrive as the hub says it should. Try again.`);
  }
  await rename(part, at);
}

async function appendTo(part: string, have: number, file: HubFile, options: FileOptions & { readonly url: string }): Promise<void> {
  const range: Record<string, string> = have === 0 ? {} : { range: `bytes=${have}-` };
  const answer = await request(options.url, range, file.sizeBytes + 1, options);
  // A hub, or a cache before it, that cannot go on in the middle sends everything.
  const from = answer.status === 206 && answer.headers["content-range"]?.startsWith(`bytes ${have}-`) === true ? have : 0;
  const handle = await open(part, from === 0 ? "w" : "a");
  try {
    let bytes = from;
    for await (const piece of watched(answer.body, options)) {
      await handle.write(piece);
      bytes += piece.byteLength;
      options.onBytes(bytes);
    }
    // Before it gets its name: after a power cut a file of the right name must have its content.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function request(url: string, headers: Record<string, string>, maxBytes: number, options: DownloadOptions): Promise<SafeAnswer> {
  const waiting = new AbortController();
  const ms = options.headersMs ?? HEADERS_MS;
  const timer = setTimeout(() => waiting.abort(), ms);
  try {
    const signal = AbortSignal.any([options.signal, waiting.signal]);
    const answer = await options.fetch({ url, headers, maxBytes, signal, timeoutMs: FILE_MS });
    if (answer.status === 200 || answer.status === 206) return answer;
    await answer.body.cancel();
    throw refused(url, answer.status);
  } catch (error) {
    if (waiting.signal.aborted && !options.signal.aborted) throw silent(url, ms);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The body's pieces, for as long as they keep coming. */
async function* watched(body: ReadableStream<Uint8Array>, options: FileOptions & { readonly url: string }): AsyncGenerator<Uint8Array> {
  const ms = options.silenceMs ?? SILENCE_MS;
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => {});
  options.signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { promise, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(silent(options.url, ms)), ms);
      const { done, value } = await Promise.race([reader.read(), promise]).finally(() => clearTimeout(timer));
      options.signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    options.signal.removeEventListener("abort", stop);
    stop();
  }
}

async function checksumOf(path: string, { checksum, sizeBytes }: HubFile): Promise<string> {
  const hash = createHash(checksum.kind === "sha256" ? "sha256" : "sha1");
  // Git names a file by the checksum of its length and its content.
  if (checksum.kind === "git") hash.update(`blob ${sizeBytes}\0`);
  const handle = await open(path);
  for await (const piece of handle.createReadStream()) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function silent(url: string, ms: number): SmartyError {
  return new SmartyError("network", `${new URL(url).host} sent nothing for ${ms / 1000} s. What has arrived is kept: try again later.`);
}

function refused(url: string, status: number): SmartyError {
  const { host, pathname } = new URL(url);
  return new SmartyError(
    "unavailable",
    `${host} answered ${status} when asked for ${pathname}. Try again later, or copy the model's files yourself.`,
  );
}
