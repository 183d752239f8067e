// Runs the tests of what must survive: kill -9, a full disk, a dead thread, a second server. Apart from `npm test`, which has five minutes.
// usage: npm run proofs -- [vitest's own arguments]
import { runTests } from "./tests/run-vitest.mjs";

process.exitCode = await runTests(["--config", "scripts/tests/vitest.proofs.config.ts", ...process.argv.slice(2)]);
