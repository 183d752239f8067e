import type { Connector } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { readCheckpoint } from "./checkpoint.ts";

const connector = (more: Partial<Connector>): Connector => ({ checkpoint: z.object({ page: z.int() }), ...more }) as Connector;

const stored = (value: unknown, checkpointVersion = 1) => ({ checkpoint: { listing: "run", counted: null, value }, checkpointVersion });

test("a checkpoint that the connector understands is where the next sync begins", () => {
  expect(readCheckpoint(stored({ page: 3 }), connector({}))).toEqual({ value: { page: 3 }, listing: "run", counted: null });
});

// To begin anew costs time; to begin at a wrong place loses documents.
test("any other is the beginning, and nothing of a listing is known then", () => {
  const none = { value: null, listing: null, counted: null };
  expect(readCheckpoint({ checkpoint: null, checkpointVersion: 1 }, connector({}))).toEqual(none);
  expect(readCheckpoint(stored({ page: "three" }), connector({}))).toEqual(none);
  expect(readCheckpoint(stored({ page: 3 }, 7), connector({}))).toEqual(none);
  expect(readCheckpoint({ checkpoint: { page: 3 }, checkpointVersion: 1 }, connector({}))).toEqual(none);
  const { checkpoint: _without, ...bare } = connector({});
  expect(readCheckpoint(stored({ page: 3 }), bare)).toEqual(none);
});

test("an older one is brought up to date by the connector, if it can", () => {
  const migrateCheckpoint = (value: unknown, from: number) => (from === 1 ? { page: Number(value) } : null);
  expect(readCheckpoint(stored(5), connector({ checkpointVersion: 2, migrateCheckpoint }))).toMatchObject({
    value: { page: 5 },
    listing: "run",
  });
  expect(readCheckpoint(stored(5, 0), connector({ checkpointVersion: 2, migrateCheckpoint }))).toMatchObject({
    value: null,
    listing: null,
  });
});
