import { configDefaults, defineConfig } from "vitest/config";
import base, { PROOFS } from "../../vitest.config.ts";

/** The tests that kill, starve and crowd whole servers, with the settings of all others. */
export default defineConfig({
  ...base,
  test: { ...base.test, root: ".", include: PROOFS, exclude: configDefaults.exclude, isolate: true },
});
