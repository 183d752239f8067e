import type { ReadConfig } from "../config.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What commands have of the process they run in. */
export interface CliContext {
  readonly terminal: Terminal;
  /** Paths that people type are meant from here on. */
  readonly cwd: string;
  /** Of the package, for `--version` and backups. */
  readonly version: string;
  /** Folder of questions for `bench`, where somebody has one. */
  readonly evaluationFolder: string | undefined;
  /** Aborts with the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  readConfig(flags: Readonly<Record<string, string | undefined>>): ReadConfig;
  /** Everything that is piped in, without the line break at its end. */
  readStdin(): Promise<string>;
  /** How the process is to end, if not well. */
  setExitCode(code: ExitCode): void;
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly dataDir?: string;
  readonly as?: string;
  readonly logLevel?: string;
  readonly json?: true;
}
