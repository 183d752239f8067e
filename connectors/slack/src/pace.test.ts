import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

test("a long wait alone restricts nothing, and neither do short pages alone: both together do", () => {
  const busy = createPace("normal");
  busy.onPage(200, 200, true);
  busy.onSlow(60_000);
  expect(busy.next(200)).toEqual({ limit: 200, mode: "normal" });
  const quiet = createPace("normal");
  quiet.onPage(200, 15, true);
  quiet.onSlow(5000);
  expect(quiet.mode).toBe("normal");
  quiet.onSlow(60_000);
  expect(quiet.next(200)).toEqual({ limit: 15, mode: "restricted" });
});

test("a restricted run first asks for more again, and stays restricted when no more comes", () => {
  const pace = createPace("restricted");
  expect(pace.next(200)).toEqual({ limit: 200, mode: "restricted" });
  pace.onPage(200, 15, true);
  expect(pace.next(200)).toEqual({ limit: 15, mode: "restricted" });
  const lifted = createPace("restricted");
  lifted.onPage(200, 120, false);
  expect(lifted.next(200)).toEqual({ limit: 200, mode: "normal" });
});
