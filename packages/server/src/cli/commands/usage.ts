import { Command, Option } from "commander";
import type { CliContext, GlobalOptions } from "../context.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";

interface Options extends GlobalOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by: string;
}

interface UsageItem {
  readonly key: string | null;
  readonly name: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

interface UsageAnswer {
  readonly items: readonly UsageItem[];
  readonly total: UsageItem;
}

export function usageCommand(context: CliContext): Command {
  return new Command("usage")
    .description("show what language models were asked, and what it cost")
    .option("--from <day>", "first day, such as 2026-03-01; 30 days back when absent")
    .option("--to <day>", "last day; today when absent")
    .addOption(
      new Option("--by <what>", "what to add up by").choices(["day", "person", "model", "key", "purpose", "assistant"]).default("day"),
    )
    .action(async (_options: unknown, command: Command) => {
      const { from, to, by, ...options } = command.optsWithGlobals<Options>();
      const query = new URLSearchParams({ groupBy: by, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
      const usage = await withApi(context, options, {}, (api) => api.get<UsageAnswer>(`/usage?${query.toString()}`));
      if (options.json === true) return printJson(context.terminal, usage);
      if (usage.items.length === 0) return context.terminal.out("No language model was asked in this time.\n");
      const rows = [...usage.items.map((item) => toRow(item.name ?? item.key ?? "–", item)), toRow("total", usage.total)];
      context.terminal.out(formatTable([by, "calls", "tokens in", "tokens out", "$"], rows));
      const { unpricedCalls } = usage.total;
      if (unpricedCalls > 0) context.terminal.err(`${unpricedCalls} calls went to models without a price: they are not in the sum.\n`);
    });
}

function toRow(name: string, { calls, inputTokens, outputTokens, costUsd }: UsageItem): readonly (string | number)[] {
  return [name, calls, inputTokens, outputTokens, costUsd.toFixed(4)];
}
