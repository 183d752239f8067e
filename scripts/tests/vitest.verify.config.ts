import { configDefaults, defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

const { include: _tests, ...test } = base.test ?? {};

/** The settings of the tests, for the long proofs instead: same conditions and pool, an hour of patience. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    root: ".",
    exclude: configDefaults.exclude,
    include: ["packages/*/src/**/*.verify.ts", "connectors/*/src/**/*.verify.ts"],
    isolate: true,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
