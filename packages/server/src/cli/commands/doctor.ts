import { chmodSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { openToOthers } from "../../check-host.ts";
import type { HealthAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenApi } from "../open-api.ts";
import { readSettings } from "../read-settings.ts";
import { printJson, withApi } from "../run-command.ts";
import { createStatusLine, createStyle, plain } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly deep?: true;
  readonly fix?: true;
}

const INDEXES = new Set(["text-index", "vector-index", "index-waiting"]);
const LOOK_MS = 500;
/** Without a server the indexes catch up in this process; so long is waited for it before it counts. */
const CATCH_UP_MS = 60_000;

export function doctorCommand(context: CliContext): Command {
  return new Command("doctor")
    .description("check whether what must always be true of the stored data is true")
    .option("--deep", "look at every document instead of a sample")
    .option("--fix", "repair what can be repaired: file modes, and indexes by building them again")
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      if (options.fix === true) closeToOthers(readSettings(context, options).config.dataDir);
      const health = await withApi(context, options, { work: true }, (api) => examine(context, api, options));
      if (health.status === "failed") context.setExitCode(EXIT.degraded);
      if (options.json === true) printJson(context.terminal, health);
      else context.terminal.out(formatHealth(health, context.terminal.hasColor));
    });
}

/** Before the directory is opened: a key that others can read is refused. */
function closeToOthers(dataDir: string): void {
  for (const file of openToOthers(dataDir)) chmodSync(file, statSync(file).isDirectory() ? 0o700 : 0o600);
}

async function examine(context: CliContext, api: OpenApi, { deep, fix }: Options): Promise<HealthAnswer> {
  const path = `/system/health${deep === true ? "?deep=true" : ""}`;
  const status = createStatusLine(context.terminal);
  status.show("Looking at everything that is stored …");
  try {
    let health = await api.get<HealthAnswer>(path);
    if (api.serverUrl === null && troubles(health).some((id) => id === "index-waiting"))
      health = await waitForIndexes(context, api, path, CATCH_UP_MS);
    if (fix !== true || !troubles(health).some((id) => INDEXES.has(id))) return health;
    status.show("Building the search indexes again …");
    await api.post("/system/rebuild-indexes");
    return await waitForIndexes(context, api, path, Infinity);
  } finally {
    status.clear();
  }
}

function troubles({ items }: HealthAnswer): readonly string[] {
  return items.filter((item) => item.status !== "ok").map((item) => item.id);
}

/** Looks again until the indexes are whole. Those of a large database take their time; Ctrl-C ends the waiting, not the work of a server. */
async function waitForIndexes(context: CliContext, api: OpenApi, path: string, patienceMs: number): Promise<HealthAnswer> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const health = await api.get<HealthAnswer>(path);
    if (!troubles(health).some((id) => INDEXES.has(id)) || performance.now() > giveUpAt) return health;
    await sleep(LOOK_MS, undefined, { signal: context.signal });
  }
}

const SIGNS = { ok: "ok     ", warning: "WARNING", failed: "FAILED " } as const;

function formatHealth({ items, status }: HealthAnswer, hasColor: boolean): string {
  const style = createStyle(hasColor);
  const lines = items.map((item) => {
    const line = `${item.status === "ok" ? style.dim(SIGNS.ok) : style.mark(SIGNS[item.status])}  ${item.title}`;
    if (item.status === "ok") return `${line}: ${style.dim(plain(item.detail))}`;
    return `${line}\n         ${plain(item.detail)}${item.remedy === null ? "" : `\n         → ${plain(item.remedy)}`}`;
  });
  const end = { ok: "All is well.", warning: "It works, and something needs a look.", failed: "Something is wrong." }[status];
  return `${lines.join("\n")}\n\n${end}\n`;
}
