import { Command } from "commander";
import type { RunAnswer, SourceAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { findSource, listSources } from "../folder-source.ts";
import type { OpenApi } from "../open-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { describeSync, followSync, requestSync } from "../sync-source.ts";

interface Options extends GlobalOptions {
  readonly wait?: true;
  readonly confirmRemoval?: true;
}

export function syncCommand(context: CliContext): Command {
  return new Command("sync")
    .description("fetch what is new in a source, or in all of them")
    .argument("[source]", "name or id of a source")
    .option("--wait", "wait for the end, also when a server does it")
    .option("--confirm-removal", "remove what has disappeared at the source, however much it is")
    .action(async (wanted: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await withApi(context, options, { work: true }, (api) => sync(context, api, wanted, options));
    });
}

async function sync(context: CliContext, api: OpenApi, wanted: string | undefined, options: Options): Promise<void> {
  const { terminal, signal } = context;
  const sources = wanted === undefined ? (await listSources(api)).filter(canSync) : [await findSource(api, wanted)];
  const started: { source: SourceAnswer; syncRunId: string }[] = [];
  for (const source of sources) {
    started.push({ source, syncRunId: await requestSync(api, source.id, options.confirmRemoval === true) });
  }
  if (started.length === 0 && options.json !== true) terminal.out("There is no source to sync. Add one with smartypants add <folder>.\n");
  // Nobody else would do it.
  if (options.wait !== true && api.serverUrl !== null) {
    if (options.json === true) printJson(terminal, { runs: started.map(({ source, syncRunId }) => ({ sourceId: source.id, syncRunId })) });
    else for (const { source } of started) terminal.out(`The server syncs "${source.name}" now.\n`);
    return;
  }
  const runs: RunAnswer[] = [];
  for (const { source, syncRunId } of started) {
    const run = await followSync({ api, terminal, signal }, source, syncRunId);
    runs.push(run);
    if (options.json !== true) terminal.out(await describeSync(api, source, run));
  }
  if (runs.some((run) => run.state === "failed" || run.state === "cancelled")) context.setExitCode(EXIT.failure);
  if (options.json === true) printJson(terminal, { runs });
}

/** Uploads have nothing to be fetched from; a paused source is left alone unless it is named. */
function canSync({ connector, state }: SourceAnswer): boolean {
  return connector !== "upload" && (state === "active" || state === "reconnect");
}
