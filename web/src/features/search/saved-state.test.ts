import { expect, test } from "vitest";
import { stateOf, toSave } from "./saved-state.ts";

test("what is saved opens as it was, without the preview", () => {
  const state = { q: "leave", source: ["s1"], type: ["pdf"], after: "2026-01-01", sort: "newest" as const, open: "d1" };
  const { open: _open, ...kept } = state;
  expect(stateOf(toSave(state))).toEqual(kept);
  expect(stateOf(toSave({ q: "leave" }))).toEqual({ q: "leave" });
});
