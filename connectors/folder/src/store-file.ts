import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { type BlobRef, type ConnectorContext, isSmartyError, SmartyError } from "@smartypants/sdk";
import { type FolderFs, isDenied, isGone, systemCode } from "./folder-fs.ts";
import { isInside, type Root } from "./root.ts";
import type { StoredContent } from "./to-document.ts";
import type { FoundFile } from "./walk.ts";

export interface StoreOptions {
  readonly fs: FolderFs;
  readonly root: Root;
  readonly context: Pick<ConnectorContext, "blobs" | "signal">;
  readonly maxBytes: number;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

const TRIES = 2;
const CHUNK_BYTES = 256 * 1024;

/**
 * Streams a file to the host and proves that it stayed the same meanwhile. A SmartyError that is returned is the file's: `not_found`,
 * `empty`, `too_large`, `forbidden`, `unsupported`, `unavailable` (it keeps changing) or `network` (its disk failed). What is thrown is not.
 */
export async function storeFile(options: StoreOptions, file: FoundFile): Promise<StoredContent | SmartyError> {
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await tryStore(options, file);
    if (result !== null) return result;
  }
  return new SmartyError("unavailable", "The file keeps changing while it is read; it is tried again later.");
}

/** Refuses by size before anything is read. */
export function refuseBySize(sizeBytes: bigint, maxBytes: number): SmartyError | null {
  if (sizeBytes === 0n) return new SmartyError("empty", "The file is empty.");
  if (sizeBytes <= maxBytes) return null;
  return new SmartyError("too_large", `The file has ${inMb(Number(sizeBytes))} MB; the limit is ${inMb(maxBytes)} MB.`);
}

/** Null when the file changed meanwhile. */
async function tryStore(options: StoreOptions, file: FoundFile): Promise<StoredContent | SmartyError | null> {
  const opened = await openFile(options, file);
  if (isSmartyError(opened)) return opened;
  const { handle, stats } = opened;
  try {
    const blob = await put(options.context, handle, stats.size);
    if (isSmartyError(blob)) return blob;
    const after = await handle.stat({ bigint: true }).catch(fileError);
    if (isSmartyError(after)) return after;
    return isSame(stats, after) && BigInt(blob.sizeBytes) === stats.size ? { blob, stats } : null;
  } finally {
    await handle.close();
  }
}

async function openFile({ fs, root, maxBytes }: StoreOptions, file: FoundFile): Promise<OpenFile | SmartyError> {
  let handle: FileHandle | undefined;
  let opened: OpenFile | SmartyError | undefined;
  try {
    handle = await fs.open(file.targetPath);
    const stats = await handle.stat({ bigint: true });
    // The path may have become a link or a pipe since it was listed.
    const isOrdinary = stats.isFile() && isInside(root, await fs.realpath(file.targetPath));
    if (!isOrdinary) opened = new SmartyError("unsupported", "It is no longer an ordinary file inside the folder.");
    else opened = refuseBySize(stats.size, maxBytes) ?? { handle, stats };
    return opened;
  } catch (error) {
    return fileError(error);
  } finally {
    if (opened === undefined || isSmartyError(opened)) await handle?.close();
  }
}

async function put(context: StoreOptions["context"], handle: FileHandle, sizeBytes: bigint): Promise<BlobRef | SmartyError> {
  context.signal.throwIfAborted();
  let readError: unknown;
  const onReadError = (error: unknown) => {
    readError = error;
  };
  try {
    return await context.blobs.put(streamOf(handle, Number(sizeBytes), context.signal, onReadError));
  } catch (error) {
    context.signal.throwIfAborted();
    if (readError !== undefined) return fileError(readError);
    // By the host's own limit; any other fault of the host stops the run.
    if (isSmartyError(error) && error.code === "too_large") return error;
    throw error;
  }
}

/**
 * The bytes of a file, read as they are asked for. Node's own streams close the handle when the host stops reading, but it is needed
 * afterwards, to see whether the file has changed.
 */
function streamOf(
  handle: FileHandle,
  sizeBytes: number,
  signal: AbortSignal,
  onReadError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  // One byte more than expected: growth shows, yet a file that never stops growing cannot hold up the run.
  const endOffset = sizeBytes + 1;
  let offset = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        signal.throwIfAborted();
        const length = Math.min(CHUNK_BYTES, endOffset - offset);
        const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, offset);
        offset += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        if (bytesRead === 0 || offset >= endOffset) controller.close();
      } catch (error) {
        // The host learns it through the stream; this side must know that it was not the host's fault.
        onReadError(error);
        throw error;
      }
    },
  });
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs;
}

/** A system's error in words, when it is the file's; throws any other. */
function fileError(error: unknown): SmartyError {
  const code = systemCode(error);
  if (code === undefined || code === "EMFILE" || code === "ENFILE") throw error;
  if (isGone(error)) return new SmartyError("not_found", "The file is no longer there.", { cause: error });
  if (isDenied(error))
    return new SmartyError("forbidden", "It cannot be read; give the account that runs SmartyPants read access.", { cause: error });
  if (code === "ELOOP") return new SmartyError("unsupported", "It has become a symbolic link.", { cause: error });
  return new SmartyError("network", "It cannot be read now; check the disk or the network share.", { cause: error });
}

function inMb(bytes: number): string {
  const maximumFractionDigits = bytes < 1024 ** 2 ? 4 : 1;
  return (bytes / 1024 ** 2).toLocaleString("en", { maximumFractionDigits, useGrouping: false });
}
