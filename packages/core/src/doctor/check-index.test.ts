import { expect, test } from "vitest";
import type { ChunkState, Inspection } from "../ports/database/doctor.ts";
import { checkIndex } from "./check-index.ts";

const about = { id: "text-index", title: "The index has exactly the current passages" };

function paged(ids: readonly number[]) {
  return async (after: number, limit: number): Promise<readonly number[]> => ids.filter((id) => id > after).slice(0, limit);
}

interface World {
  readonly stored: readonly number[];
  readonly listed: readonly number[];
  /** Of passages that are in the database; stored ones are `indexed`. */
  readonly states?: Readonly<Record<number, ChunkState>>;
  readonly waiting?: number;
}

function check({ stored, listed, states = {}, waiting = 0 }: World) {
  const known = new Map<number, ChunkState>([
    ...stored.map((id): [number, ChunkState] => [id, "indexed"]),
    ...Object.entries(states).map(([id, state]): [number, ChunkState] => [Number(id), state]),
  ]);
  const inspection = {
    indexedChunkIds: paged(stored),
    chunkStates: async (ids: readonly number[]) => new Map([...known].filter(([id]) => ids.includes(id))),
    countWaiting: async () => waiting,
  };
  return checkIndex(inspection as unknown as Inspection, { chunkIds: paged(listed) }, about);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_each, index) => from + index);
}

// Several pages of both lists.
test("equal lists are fine, however long", async () => {
  const ids = numbers(1, 5001);
  expect(await check({ stored: ids, listed: ids })).toMatchObject({ status: "ok", detail: "5001 passages compared.", remedy: null });
});

test("an empty index beside an empty database is fine", async () => {
  expect(await check({ stored: [], listed: [] })).toMatchObject({ status: "ok", detail: "0 passages compared." });
});

test("a passage that the index lacks is told, with the way to repair it", async () => {
  const item = await check({ stored: numbers(1, 2500), listed: numbers(1, 2500).filter((id) => id !== 7 && id !== 2400) });
  expect(item).toMatchObject({ status: "failed", detail: "2 passages are missing.", remedy: expect.stringContaining("doctor --fix") });
});

test("a passage of no document is told, at the end of the lists too", async () => {
  expect(await check({ stored: [1, 2], listed: [1, 2, 3] })).toMatchObject({
    status: "failed",
    detail: "1 passage belongs to no document.",
  });
});

test("a passage of an old version that stayed in the index is told", async () => {
  const item = await check({ stored: [2], listed: [1, 2], states: { 1: "stale" } });
  expect(item).toMatchObject({ status: "failed", detail: "1 passage is of an old version." });
});

// Guards against alarms while a sync runs.
test("documents on their way into or out of the index are not counted against it", async () => {
  const entering = await check({ stored: [1, 2, 9], listed: [1, 2], states: { 9: "waiting" }, waiting: 1 });
  expect(entering).toMatchObject({ status: "ok" });
  const leaving = await check({ stored: [1, 2], listed: [1, 2, 3, 4], waiting: 1 });
  expect(leaving).toMatchObject({ status: "ok", detail: "2 passages compared; some are about to leave." });
});

// A difference that was healed between two reads is none.
test("what has come into the index since it was listed is not missing", async () => {
  const late = { chunkIds: async (after: number, limit: number) => (limit === 1 ? [after + 1] : paged([1, 3])(after, limit)) };
  const inspection = {
    indexedChunkIds: paged([1, 2, 3]),
    chunkStates: async () => new Map<number, ChunkState>([[2, "indexed"]]),
    countWaiting: async () => 0,
  };
  expect(await checkIndex(inspection as unknown as Inspection, late, about)).toMatchObject({ status: "ok" });
});

test("an empty index beside a large database is told without looking at every passage", async () => {
  const item = await check({ stored: numbers(1, 50_000), listed: [] });
  expect(item).toMatchObject({ status: "failed", detail: "1000 passages are missing." });
});
