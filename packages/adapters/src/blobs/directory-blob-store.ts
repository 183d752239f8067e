import { createHash, randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, opendir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { BlobStore } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { errorCode, translateFullDisk } from "../system/file-errors.ts";

const BLOB_ID = /^[0-9a-f]{64}$/;
const FAN_OUT = /^[0-9a-f]{2}$/;
const INCOMING = "incoming";
const PIECE_BYTES = 64 * 1024;
/** What a crash has left half-written is removed after this time. */
const INCOMING_KEPT_MS = 24 * 60 * 60 * 1000;

/** Blobs as files named by the SHA-256 of their bytes, `aa/bb/aabb…`; no name from outside ever becomes part of a path. */
export function createDirectoryBlobStore(folder: string): BlobStore {
  const fileOf = (blobId: string): string => {
    if (!BLOB_ID.test(blobId)) throw notFound();
    return path.join(folder, blobId.slice(0, 2), blobId.slice(2, 4), blobId);
  };
  return {
    put: async (stream, maxBytes) => {
      const temporary = path.join(folder, INCOMING, randomUUID());
      try {
        await makeFolder(path.dirname(temporary));
        const { blobId, sizeBytes } = await write(temporary, stream, maxBytes);
        await moveInto(temporary, fileOf(blobId));
        return { blobId, sizeBytes };
      } catch (error) {
        await rm(temporary, { force: true });
        throw translate(error);
      }
    },
    read: async (blobId) => {
      try {
        return new Uint8Array(await readFile(fileOf(blobId)));
      } catch (error) {
        throw translate(error);
      }
    },
    open: async (blobId) => {
      try {
        return streamOf(await open(fileOf(blobId)));
      } catch (error) {
        throw translate(error);
      }
    },
    remove: async (blobId) => rm(fileOf(blobId), { force: true }),
    list: () => listBlobs(folder),
  };
}

/** Closes the file at its end, when cancelled, and after a fault. */
function streamOf(handle: FileHandle): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { buffer, bytesRead } = await handle.read({ buffer: new Uint8Array(PIECE_BYTES) });
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
      } catch (error) {
        controller.error(error);
        return handle.close();
      }
      await handle.close();
      controller.close();
    },
    cancel: () => handle.close(),
  });
}

async function write(
  file: string,
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly blobId: string; readonly sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const bytes of stream) {
      sizeBytes += bytes.byteLength;
      // Leaving the loop cancels the stream.
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(bytes);
      await writeAll(handle, bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { blobId: hash.digest("hex"), sizeBytes };
}

/** One call may write less than it was given. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.byteLength;) offset += (await handle.write(bytes, offset)).bytesWritten;
}

/** Replaces the same bytes, if they are there, so that `storedAt` is new and a sweep of old blobs passes by. */
async function moveInto(temporary: string, file: string): Promise<void> {
  await makeFolder(path.dirname(file));
  await rename(temporary, file);
  await syncFolder(path.dirname(file));
}

/** Without it the file may be nameless after a power cut. Windows cannot open folders, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

async function* listBlobs(folder: string): AsyncIterable<{ readonly blobId: string; readonly storedAt: number }> {
  await removeStale(path.join(folder, INCOMING));
  for await (const first of namesIn(folder, FAN_OUT)) {
    for await (const second of namesIn(path.join(folder, first), FAN_OUT)) yield* blobsIn(path.join(folder, first, second));
  }
}

async function* blobsIn(folder: string): AsyncIterable<{ readonly blobId: string; readonly storedAt: number }> {
  for await (const blobId of namesIn(folder, BLOB_ID)) {
    const found = await statOrNull(path.join(folder, blobId));
    if (found?.isFile() === true) yield { blobId, storedAt: Math.floor(found.mtimeMs) };
  }
}

async function removeStale(folder: string): Promise<void> {
  for await (const name of namesIn(folder, /./)) {
    const file = path.join(folder, name);
    const found = await statOrNull(file);
    if (found !== null && found.mtimeMs < Date.now() - INCOMING_KEPT_MS) await rm(file, { force: true });
  }
}

/** Nothing when the folder is not there. */
async function* namesIn(folder: string, pattern: RegExp): AsyncIterable<string> {
  const entries = await nullIfMissing(opendir(folder));
  if (entries === null) return;
  for await (const entry of entries) if (pattern.test(entry.name)) yield entry.name;
}

function statOrNull(file: string): Promise<Stats | null> {
  return nullIfMissing(stat(file));
}

async function nullIfMissing<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await found;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function translate(error: unknown): unknown {
  return errorCode(error) === "ENOENT" ? notFound(error) : translateFullDisk(error);
}

function notFound(cause?: unknown): SmartyError {
  return new SmartyError("not_found", "The stored file is no longer there. Sync its source again.", { cause });
}

function tooLarge(maxBytes: number): SmartyError {
  const megabytes = Number((maxBytes / 2 ** 20).toFixed(maxBytes < 2 ** 20 ? 3 : 1));
  return new SmartyError("too_large", `The file is larger than the ${megabytes} MB allowed. Make it smaller, or raise the limit.`);
}
