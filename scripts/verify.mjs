// Runs the long proofs (`*.verify.ts`): crashes, concurrency, scale. Minutes to hours, so apart from `npm test`; same closing line.
// usage: npm run verify -- [vitest's own arguments]
import { runTests } from "./tests/run-vitest.mjs";

process.env.SMARTY_VERIFY = "1";
process.exitCode = await runTests(["--config", "scripts/tests/vitest.verify.config.ts", ...process.argv.slice(2)]);
