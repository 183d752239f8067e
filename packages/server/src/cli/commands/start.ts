import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { offerOwnerLink } from "../owner-link.ts";
import { readSettings, type SettingFlags } from "../read-settings.ts";
import { serveUntilStopped, startOrExplain } from "../serve.ts";

export function startCommand(context: CliContext): Command {
  return new Command("start")
    .description("run the server: browser, API, syncs")
    .option("--host <address>", "address to listen on; 0.0.0.0 for all of them")
    .option("--port <number>", "port to listen on")
    .option("--public-url <url>", "address that people use in their browser")
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SettingFlags>();
      const { config, explained, warnings, logger } = readSettings(context, options, "server");
      const print = (line: string): void => context.terminal.out(`${line}\n`);
      const server = await startOrExplain({ config, explained, warnings, logger, print });
      await offerOwnerLink(server, print);
      context.setExitCode(await serveUntilStopped(server, context.signal, logger));
    });
}
