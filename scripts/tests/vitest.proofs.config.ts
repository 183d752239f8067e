import { configDefaults, defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** The tests that kill, starve and crowd whole servers, with the settings of all others. */
export default defineConfig({
  ...base,
  test: { ...base.test, root: ".", include: ["packages/server/src/reliability/**/*.test.ts"], exclude: configDefaults.exclude },
});
