import { expect, test } from "vitest";
import { createSteadyTime } from "./steady-time.ts";

function setUp() {
  let wall = 1_700_000_000_000;
  let tick = 0;
  const isSteady = createSteadyTime({ clock: { now: () => wall }, settleMs: 15_000, monotonic: () => tick });
  const pass = (ms: number, wallMs = ms): boolean => {
    wall += wallMs;
    tick += ms;
    return isSteady();
  };
  return { pass };
}

test("a clock that goes as time does is steady, small corrections included", () => {
  const { pass } = setUp();
  expect([pass(5000), pass(5000, 5900), pass(5000, 4100), pass(0)]).toEqual([true, true, true, true]);
});

// A jump of a day makes every lease look long expired, although its owner is alive and renews it every five seconds.
test.each([86_400_000, -3_600_000])("after a jump of %i ms nothing is judged until everybody could have renewed", (jump) => {
  const { pass } = setUp();
  expect(pass(5000)).toBe(true);
  expect([pass(5000, 5000 + jump), pass(5000), pass(5000), pass(4999), pass(1)]).toEqual([false, false, false, false, true]);
});
