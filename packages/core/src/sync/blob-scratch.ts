import { type BlobRef, SmartyError } from "@smartypants/sdk";

/** Bytes between the connector and the preprocessors: kept in memory until their document is prepared, for a connector may read ahead. */
export interface BlobScratch {
  put(stream: ReadableStream<Uint8Array>): Promise<BlobRef>;
  read(blobId: string): Promise<Uint8Array>;
  /** Bytes held now. */
  heldBytes(): number;
  /** Lets go of these; unknown ids are ignored. */
  release(blobIds: readonly string[]): void;
}

/** Bytes of one file, whatever the connector's own limit says. */
const MAX_BLOB = 256 * 1024 * 1024;

export function createBlobScratch(): BlobScratch {
  const blobs = new Map<string, Uint8Array>();
  let held = 0;
  let nextId = 1;
  return {
    put: async (stream) => {
      const bytes = await collect(stream);
      const blobId = `scratch-${nextId++}`;
      blobs.set(blobId, bytes);
      held += bytes.length;
      return { blobId, sizeBytes: bytes.length };
    },
    read: async (blobId) => {
      const bytes = blobs.get(blobId);
      if (bytes === undefined) throw new SmartyError("internal", `blob ${blobId} was used before, or is of another run`);
      return bytes;
    },
    heldBytes: () => held,
    release: (blobIds) => {
      for (const blobId of blobIds) {
        held -= blobs.get(blobId)?.length ?? 0;
        blobs.delete(blobId);
      }
    },
  };
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > MAX_BLOB) throw new SmartyError("too_large", `The file is larger than ${MAX_BLOB / 1024 / 1024} MB.`);
    parts.push(part);
  }
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
