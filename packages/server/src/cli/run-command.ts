import { createLocalOwner } from "@smartypants/core";
import type { CliContext, GlobalOptions } from "./context.ts";
import { type OpenApi, openApi } from "./open-api.ts";
import { readSettings } from "./read-settings.ts";
import type { Terminal } from "./terminal.ts";
import type { Instance } from "../compose.ts";

/** Address of the administrator that is made for whoever uses an empty data directory from the command line. */
export const LOCAL_OWNER = "owner@localhost";

export interface WithApiOptions {
  readonly work?: boolean;
  /** Whether an empty directory is begun with a local owner. */
  readonly mayBegin?: boolean;
  readonly whenEmpty?: (instance: Instance) => Promise<void>;
}

/** Runs `use` with the API and closes what was opened for it, whatever happens. */
export async function withApi<Value>(
  context: CliContext,
  flags: GlobalOptions,
  { work = false, mayBegin = false, whenEmpty }: WithApiOptions,
  use: (api: OpenApi) => Promise<Value>,
): Promise<Value> {
  const { config, logger, warnings } = readSettings(context, flags);
  for (const warning of warnings) logger.warn({}, warning);
  const api = await openApi({
    config,
    logger,
    as: flags.as,
    work,
    whenEmpty: whenEmpty ?? (mayBegin ? (instance) => beginWithOwner(instance, context.terminal) : undefined),
    signal: context.signal,
  });
  try {
    return await use(api);
  } finally {
    await api.close();
  }
}

export async function beginWithOwner({ ports }: Instance, terminal: Terminal): Promise<void> {
  const made = await createLocalOwner(ports, { email: LOCAL_OWNER, name: "Owner" });
  if (made !== null) terminal.err(`A new data directory: you are its administrator ${LOCAL_OWNER}, without a password.\n`);
}

/** What `--json` prints, and nothing else. */
export function printJson({ out }: Terminal, value: unknown): void {
  out(`${JSON.stringify(value, null, 2)}\n`);
}
