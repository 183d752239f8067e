import { Command } from "commander";
import type { CliContext, GlobalOptions } from "../context.ts";
import { readSettings } from "../read-settings.ts";
import { printJson } from "../run-command.ts";
import { formatTable } from "../table.ts";

export function configCommand(context: CliContext): Command {
  const explain = new Command("explain")
    .description("show every setting, its value and where that comes from")
    .action((_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { explained, config, warnings } = readSettings(context, options);
      // As it is used: whole, whatever was written.
      const settings = explained.map((each) => (each.name === "dataDir" ? { ...each, value: config.dataDir } : each));
      if (options.json === true) return printJson(context.terminal, { settings, warnings });
      const rows = settings.map(({ variable, value, from, description, editable }) => {
        // What they have chosen is in the database.
        const origin = editable && from === "default" ? "default, or administrators" : from;
        return [variable, show(value), origin, description];
      });
      context.terminal.out(formatTable(["setting", "value", "from", "meaning"], rows));
      for (const warning of warnings) context.terminal.err(`${warning}\n`);
    });
  return new Command("config").description("look at the configuration").addCommand(explain);
}

function show(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "–";
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}
