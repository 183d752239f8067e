import { describe, expect, onTestFinished, test } from "vitest";
import type { BlobStore } from "../ports/system.ts";

export interface BlobStoreUnderTest {
  /** Empty. */
  readonly store: BlobStore;
  close(): Promise<void>;
}

const MEGABYTE = 2 ** 20;
/** Of other shapes, other kinds of letters, and paths. */
const NO_IDS = ["", ".", "..", "a", "../../etc/passwd", "/etc/passwd", "A".repeat(64), "g".repeat(64), `${"a".repeat(64)}\n`, "a\0b"];
const UNKNOWN_ID = "a".repeat(64);

/** The rules that every blob store must pass, as a vitest suite. `make` opens an empty store per rule. */
export function describeBlobStore(name: string, make: () => Promise<BlobStoreUnderTest>): void {
  describe(`${name} is a blob store`, () => {
    test.for(RULES)("$title", async ({ check }) => {
      expect.hasAssertions();
      const made = await make();
      onTestFinished(() => made.close());
      await check(made.store);
    });
  });
}

interface BlobStoreRule {
  readonly title: string;
  readonly check: (store: BlobStore) => Promise<void>;
}

const RULES: readonly BlobStoreRule[] = [
  {
    title: "gives back the bytes that were put, whole and as a stream",
    async check(store) {
      for (const sizeBytes of [0, 1, 65_537, 3 * MEGABYTE]) {
        const bytes = bytesOf(sizeBytes);
        const put = await store.put(streamOf(bytes, 10_000), 4 * MEGABYTE);
        expect(put.sizeBytes).toBe(sizeBytes);
        expect(same(await store.read(put.blobId), bytes), `${sizeBytes} bytes read`).toBe(true);
        expect(same(await collect(await store.open(put.blobId)), bytes), `${sizeBytes} bytes streamed`).toBe(true);
      }
    },
  },
  {
    title: "keeps the same bytes once, however they arrive",
    async check(store) {
      const bytes = bytesOf(50_000);
      const puts = await Promise.all([100, 5000, 50_000].map((size) => store.put(streamOf(bytes, size), MEGABYTE)));
      const other = await store.put(streamOf(bytes.subarray(1), 5000), MEGABYTE);
      expect(new Set(puts.map((put) => put.blobId)).size).toBe(1);
      expect(await idsOf(store)).toEqual([puts[0]?.blobId ?? "", other.blobId].toSorted());
    },
  },
  {
    title: "refuses what is longer than allowed, says the number, stops reading and keeps nothing",
    async check(store) {
      let given = 0;
      let cancelled = false;
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          given++;
          controller.enqueue(bytesOf(100_000));
        },
        cancel: () => void (cancelled = true),
      });
      const refused = store.put(endless, 2 * MEGABYTE);
      await expect(refused).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("2 MB") });
      expect(cancelled).toBe(true);
      expect(given).toBeLessThan(30);
      expect(await idsOf(store)).toEqual([]);
      expect((await store.put(streamOf(bytesOf(MEGABYTE), 1000), MEGABYTE)).sizeBytes).toBe(MEGABYTE);
    },
  },
  {
    title: "keeps nothing of a stream that fails, and passes the fault on",
    async check(store) {
      const fault = new Error("the other side hung up");
      let pulls = 0;
      const failing = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (pulls++ < 3) controller.enqueue(bytesOf(1000));
          else controller.error(fault);
        },
      });
      await expect(store.put(failing, MEGABYTE)).rejects.toBe(fault);
      expect(await idsOf(store)).toEqual([]);
    },
  },
  {
    title: "what is not there is not found, and neither is what is no id",
    async check(store) {
      const { blobId } = await store.put(streamOf(bytesOf(10), 10), MEGABYTE);
      for (const id of [...NO_IDS, UNKNOWN_ID, `${blobId}/`, `../${blobId}`]) {
        await expect(store.read(id), JSON.stringify(id)).rejects.toMatchObject({ code: "not_found" });
        await expect(store.open(id), JSON.stringify(id)).rejects.toMatchObject({ code: "not_found" });
      }
    },
  },
  {
    title: "removes a blob, and removing what is gone is harmless",
    async check(store) {
      const first = await store.put(streamOf(bytesOf(10), 10), MEGABYTE);
      const second = await store.put(streamOf(bytesOf(11), 11), MEGABYTE);
      await store.remove(first.blobId);
      await store.remove(first.blobId);
      await store.remove(UNKNOWN_ID);
      await expect(store.read(first.blobId)).rejects.toMatchObject({ code: "not_found" });
      expect(await idsOf(store)).toEqual([second.blobId]);
    },
  },
  {
    title: "lists every blob with the time it was put last",
    async check(store) {
      const before = Date.now();
      const ids: string[] = [];
      for (let size = 0; size < 30; size++) ids.push((await store.put(streamOf(bytesOf(size), 10), MEGABYTE)).blobId);
      expect(await idsOf(store)).toEqual(ids.toSorted());
      for await (const { storedAt } of store.list()) {
        // File systems round times.
        expect(storedAt).toBeGreaterThanOrEqual(before - 2000);
        expect(storedAt).toBeLessThanOrEqual(Date.now() + 2000);
      }
    },
  },
];

async function idsOf(store: BlobStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { blobId } of store.list()) ids.push(blobId);
  return ids.toSorted();
}

function bytesOf(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8) + sizeBytes) & 0xff);
}

function streamOf(bytes: Uint8Array, pieceBytes: number): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (start >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(start, start + pieceBytes));
      start += pieceBytes;
    },
  });
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
