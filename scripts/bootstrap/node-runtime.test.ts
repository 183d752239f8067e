import { expect, test } from "vitest";
import { isRecentEnough } from "./node-runtime.cjs";

test("versions that run TypeScript without a flag are recent enough", () => {
  for (const version of ["22.18.0", "22.20.1", "23.6.0", "24.0.0", "26.1.0"]) expect(isRecentEnough(version), version).toBe(true);
  for (const version of ["18.20.8", "20.20.2", "22.17.9", "23.5.0"]) expect(isRecentEnough(version), version).toBe(false);
});
