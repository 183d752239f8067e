import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { SmartyError } from "@smartypants/sdk";
import type { Config } from "../../config.ts";
import type { CliContext } from "../context.ts";
import { createFolderSource, findFolderSource } from "../folder-source.ts";
import { openApi, type OpenApi } from "../open-api.ts";
import { offerOwnerLink } from "../owner-link.ts";
import { readSettings, type SettingFlags } from "../read-settings.ts";
import { beginWithOwner } from "../run-command.ts";
import { serveUntilStopped, startOrExplain } from "../serve.ts";
import { describeSync, followSync, requestSync } from "../sync-source.ts";
import { createStyle } from "../terminal.ts";
import { askQuestion, formatSources } from "./ask.ts";

interface Options extends SettingFlags {
  readonly serve: boolean;
}

const QUESTIONS = [
  "How many weeks of leave do birthing parents receive?",
  "What do I do when the VPN shows error TW-214?",
  "When do unused holidays I carried over from last year expire?",
];

export function demoCommand(context: CliContext): Command {
  return new Command("demo")
    .description("load the handbook of a made-up company, answer three questions about it, then serve it")
    .option("--host <address>", "address to listen on")
    .option("--port <number>", "port to listen on")
    .option("--no-serve", "end after the answers")
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { config: read, logger } = readSettings(context, options);
      // Beside real data, never among it.
      const config: Config = options.dataDir === undefined ? { ...read, dataDir: join(read.dataDir, "demo") } : read;
      const handbook = handbookFolder();
      if (!options.serve) return showOnce(context, config, logger, handbook);
      const print = (line: string): void => context.terminal.out(`${line}\n`);
      const prepare = async (instance: Parameters<typeof beginWithOwner>[0]): Promise<void> => beginWithOwner(instance, context.terminal);
      const server = await startOrExplain({ config, logger, print, prepare });
      await showOnce(context, config, logger, handbook);
      print(`\nTry it in your browser at ${server.url}, or ask here in another terminal:`);
      print(`  npm run smartypants -- ask "…" --data-dir ${config.dataDir}`);
      await offerOwnerLink(server, print);
      context.setExitCode(await serveUntilStopped(server, context.signal, logger));
    });
}

function handbookFolder(): string {
  const folder = fileURLToPath(new URL("../../../../../examples/handbook/files", import.meta.url));
  if (existsSync(folder)) return folder;
  throw new SmartyError("unsupported", "The example handbook belongs to the source code. Run npm run demo in a checkout.");
}

type Logger = ReturnType<typeof readSettings>["logger"];

async function showOnce(context: CliContext, config: Config, logger: Logger, handbook: string): Promise<void> {
  const api = await openApi({
    config,
    logger,
    as: undefined,
    work: true,
    whenEmpty: (instance) => beginWithOwner(instance, context.terminal),
    signal: context.signal,
  });
  try {
    await show(context, api, handbook);
  } finally {
    await api.close();
  }
}

async function show(context: CliContext, api: OpenApi, handbook: string): Promise<void> {
  const { terminal, signal, cwd } = context;
  const style = createStyle(terminal.hasColor);
  const known = await findFolderSource(api, handbook);
  const source = known ?? (await createFolderSource(api, { path: handbook, name: "Handbook", access: { mode: "everyone" } }));
  const run = await followSync({ api, terminal, signal }, source, await requestSync(api, source.id));
  terminal.out(await describeSync(api, source, run));
  for (const question of QUESTIONS) {
    terminal.out(`\n${style.bold(question)}\n\n`);
    const result = await askQuestion(context, api, { question, sources: [source.id], options: { stream: false } });
    terminal.out(formatSources(result, cwd, terminal.hasColor));
  }
}
