import { CommanderError } from "commander";
import { isSmartyError } from "@smartypants/sdk";
import type { CliContext } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { createProgram } from "./program.ts";
import { plain } from "./terminal.ts";

/** Runs one command line, without the names of node and of the program, and resolves with the code to end with. Never rejects. */
export async function runCli(args: readonly string[], given: Omit<CliContext, "setExitCode">): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const context: CliContext = { ...given, setExitCode: (code) => (exitCode = code) };
  try {
    await createProgram(context).parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // Its message is printed already; help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (given.signal.aborted) return EXIT.interrupted;
    report(error, args, given);
    return EXIT.failure;
  }
}

/** One sentence that says what to do; what only helps whoever looks for a bug is said on request. */
function report(error: unknown, args: readonly string[], { terminal }: Pick<CliContext, "terminal">): void {
  terminal.err(`${plain(sentence(error))}\n`);
  if (isDebug(args)) terminal.err(`${plain(trace(error))}\n`);
}

function sentence(error: unknown): string {
  if (!isSmartyError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return `Something unexpected happened: ${message}. Run it again with --log-level debug for the details.`;
  }
  const fields = (error.fields ?? []).filter((field) => !error.message.includes(field.message));
  return [error.message, ...fields.map((field) => `  ${field.path}: ${field.message}`)].join("\n");
}

function isDebug(args: readonly string[]): boolean {
  return args.includes("--log-level=debug") || args[args.indexOf("--log-level") + 1] === "debug";
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? (error.stack ?? error.message) : `${error.stack}\nCaused by: ${trace(error.cause)}`;
}
