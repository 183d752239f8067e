import { configDefaults, defineConfig } from "vitest/config";

// "source" lets workspace packages be read as TypeScript, without a build.
const conditions = ["source", "node", "default"];

/**
 * Tests that start, kill, starve and crowd whole processes, long walks of people through all that changes who may see what, and those that need the
 * processor for minutes: passwords are slow to hash on purpose, every fault of the doctor wants a database of its own, and the indexes are compared with random worlds.
 */
export const PROOFS = [
  "packages/server/src/reliability/**/*.test.ts",
  "packages/server/src/semantic/live-switch.test.ts",
  "packages/server/src/cli/{cli,commands}.test.ts",
  "packages/server/src/backup/backup.test.ts",
  "packages/server/src/sockets/answer-socket.test.ts",
  "packages/server/src/permissions.test.ts",
  "packages/server/src/programs/access.test.ts",
  "packages/server/src/routes/people.test.ts",
  "packages/server/src/app-input.test.ts",
  "packages/server/src/ingest/{live-changes,connector-freshness,random-changes}.test.ts",
  "packages/adapters/src/jobs/embedded/{crash,embedded-job-queue}.test.ts",
  "packages/adapters/src/people/identity.test.ts",
  "packages/adapters/src/lexical/embedded/embedded-lexical-index.test.ts",
  "packages/adapters/src/vectors/embedded/embedded-vector-index.test.ts",
  "packages/adapters/src/database/repositories/doctor.test.ts",
  "packages/adapters/src/preprocessors/sandbox/create-sandbox-runner.test.ts",
  "scripts/bootstrap/bootstrap.test.ts",
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "connectors/*/src/**/*.test.ts",
      "examples/*/src/**/*.test.ts",
      "web/src/**/*.test.{ts,tsx}",
      "scripts/**/*.test.ts",
    ],
    // Whole processes, for minutes: `npm run proofs`, which .ci/run calls too.
    exclude: [...configDefaults.exclude, ...PROOFS],
    execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
    globalSetup: ["packages/adapters/src/database/testing/postgres-setup.ts"],
    pool: "forks",
    // Every file would load the same modules anew: a fifth of the time. No test mocks a module or leaves something behind.
    isolate: false,
    unstubGlobals: true,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
