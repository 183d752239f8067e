import { Command } from "commander";
import type { SourceAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { listSources } from "../folder-source.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";
import { oneLine } from "../terminal.ts";

export function sourcesCommand(context: CliContext): Command {
  return new Command("sources").description("list the sources").action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const { terminal } = context;
    const sources = await withApi(context, options, {}, (api) => listSources(api));
    if (options.json === true) return printJson(terminal, { items: sources });
    if (sources.length === 0) return terminal.out("There are no sources yet. Add one with smartypants add <folder>.\n");
    terminal.out(formatTable(["name", "connector", "state", "documents", "skipped", "failed", "id"], sources.map(toRow)));
    for (const source of sources) terminal.out(remarks(source));
  });
}

function toRow({ name, connector, state, counts, id }: SourceAnswer): readonly (string | number)[] {
  return [name, connector, state, counts.documents, counts.skipped, counts.failed, id];
}

function remarks({ name, stateReason, heldBack }: SourceAnswer): string {
  const lines = [
    ...(stateReason === null ? [] : [stateReason]),
    ...(heldBack === null
      ? []
      : [`${heldBack.count} items have disappeared at once. If that is right: smartypants sync "${name}" --confirm-removal`]),
  ];
  return lines.map((line) => `${oneLine(name)}: ${oneLine(line)}\n`).join("");
}
