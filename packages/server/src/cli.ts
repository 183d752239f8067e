#!/usr/bin/env node
import { text } from "node:stream/consumers";
import type { CliContext } from "./cli/context.ts";
import { EXIT } from "./cli/exit-codes.ts";
import { runCli } from "./cli/run-cli.ts";
import { readConfig } from "./config.ts";
import { readVersion } from "./version.ts";

const { env, stdout, stderr } = process;

/** Set by npm to the folder in which somebody ran a script of this checkout, whose scripts themselves run at its top. */
function callersFolder(): string {
  const isOurScript = env["npm_package_name"] === "smartypants" && env["INIT_CWD"] !== undefined;
  return isOurScript ? (env["INIT_CWD"] ?? process.cwd()) : process.cwd();
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    // Whoever asks twice does not want to wait.
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  return controller.signal;
}

const context: Omit<CliContext, "setExitCode"> = {
  terminal: {
    isTty: stdout.isTTY,
    isErrorTty: stderr.isTTY,
    // Some terminals do not know, and say 0.
    columns: stderr.columns || 80,
    hasColor: stdout.isTTY && stdout.hasColors() && env["NO_COLOR"] === undefined,
    out: (line) => void stdout.write(line),
    err: (line) => void stderr.write(line),
  },
  cwd: callersFolder(),
  version: readVersion(),
  evaluationFolder: env["SMARTY_BENCH_EVAL"],
  signal: stopSignal(),
  readConfig: (flags) => readConfig(env, flags),
  readStdin: async () => (await text(process.stdin)).replace(/\r?\n$/, ""),
};

// A reader that has seen enough, such as head, is no failure.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.failure));

const exitCode = await runCli(process.argv.slice(2), context);
// Connections that are kept alive must not keep us; what was written must be out first.
await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => stream.write("", resolve))));
process.exit(exitCode);
