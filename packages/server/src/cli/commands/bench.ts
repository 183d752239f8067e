import { existsSync } from "node:fs";
import { Command } from "commander";
import { SmartyError } from "@smartypants/sdk";
import type { CliContext } from "../context.ts";

/** Of `bench/run-bench.ts`, which is no part of what is published. */
interface BenchModule {
  readonly runBench: (
    names: readonly string[],
    context: { readonly print: (line: string) => void; readonly evaluationFolder: string | undefined },
  ) => Promise<void>;
}

export function benchCommand({ terminal, evaluationFolder }: CliContext): Command {
  return new Command("bench")
    .description("measure this machine: search, sync, answers; needs a checkout")
    .argument("[names...]", "which measurements; all of them when absent")
    .action(async (names: readonly string[]) => {
      const place = new URL(`../../bench/run-bench${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
      if (!existsSync(place)) {
        throw new SmartyError("unsupported", "The measurements belong to the source code. Run npm run bench in a checkout.");
      }
      const { runBench } = (await import(place.href)) as BenchModule;
      await runBench(names, { print: (line) => terminal.out(`${line}\n`), evaluationFolder });
    });
}
