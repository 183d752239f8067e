import { expect, test } from "vitest";
import { createTurns, type Turn } from "./turns.ts";

test("one has the turn at a time, and ending it twice does not give it to two", async () => {
  const turns = createTurns();
  const begun: { name: string; turn: Turn }[] = [];
  for (const name of ["a", "b", "c"]) turns.take("interactive", (turn) => void begun.push({ name, turn }));
  expect(begun.map((each) => each.name)).toEqual(["a"]);
  begun[0]?.turn.end();
  begun[0]?.turn.end();
  await Promise.resolve();
  expect(begun.map((each) => each.name)).toEqual(["a", "b"]);
  begun[0]?.turn.end();
  await Promise.resolve();
  expect(begun.map((each) => each.name)).toEqual(["a", "b"]);
  begun[1]?.turn.end();
  await Promise.resolve();
  expect(begun.map((each) => each.name)).toEqual(["a", "b", "c"]);
});

test("whoever ends the turn within its beginning does not stop the queue", async () => {
  const turns = createTurns();
  const begun: string[] = [];
  for (const name of ["a", "b", "c"]) {
    turns.take("ingest", (turn) => {
      begun.push(name);
      turn.end();
    });
  }
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toEqual(["a", "b", "c"]);
});
