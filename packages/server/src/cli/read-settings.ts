import { resolve } from "node:path";
import { createLogger, type ServerLogger } from "@smartypants/adapters";
import type { ReadConfig } from "../config.ts";
import type { CliContext, GlobalOptions } from "./context.ts";

export interface Settings extends ReadConfig {
  readonly logger: ServerLogger;
}

/** Flags that name a setting, as `readConfig` takes them. */
export interface SettingFlags extends GlobalOptions {
  readonly host?: string;
  readonly port?: string;
  readonly publicUrl?: string;
}

/** Settings for one command. Only a server logs what it does; other commands say what goes wrong, unless told otherwise. */
export function readSettings(context: CliContext, flags: SettingFlags, quiet: "quiet" | "server" = "quiet"): Settings {
  const read = context.readConfig({
    "data-dir": flags.dataDir === undefined ? undefined : resolve(context.cwd, flags.dataDir),
    "log-level": flags.logLevel,
    host: flags.host,
    port: flags.port,
    "public-url": flags.publicUrl,
  });
  const level = read.config.pinned["logs.level"] ?? (quiet === "quiet" ? "warn" : "info");
  const logger = createLogger({ level, pretty: context.terminal.isErrorTty });
  return { ...read, logger };
}
