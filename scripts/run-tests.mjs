// Runs the test suites and ends with one line that counts tests: "N passed, N failed".
// usage: npm test -- [--strict-skips] [vitest's own arguments]
import { runTests } from "./tests/run-vitest.mjs";

process.exitCode = await runTests(process.argv.slice(2));
