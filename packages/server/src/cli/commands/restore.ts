import { resolve } from "node:path";
import { Command } from "commander";
import { restoreBackup } from "../../backup/restore-backup.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { readSettings } from "../read-settings.ts";
import { printJson } from "../run-command.ts";
import { createStatusLine } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly force?: true;
}

export function restoreCommand(context: CliContext): Command {
  return new Command("restore")
    .description("put a backup into an empty data directory; it is checked whole before anything is touched")
    .argument("<file>", "what smartypants backup has written")
    .option("--force", "the directory is not empty: move what is there aside first")
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { terminal, signal, cwd } = context;
      const { config } = readSettings(context, options);
      const status = createStatusLine(terminal);
      const { manifest, movedTo } = await restoreBackup({
        file: resolve(cwd, file),
        dataDir: config.dataDir,
        force: options.force === true,
        now: Date.now(),
        onProgress: status.show,
        signal,
      }).finally(status.clear);
      const { createdAt, product, files } = manifest;
      if (options.json === true) return printJson(terminal, { dataDir: config.dataDir, createdAt, product, files: files.length, movedTo });
      terminal.out(`${config.dataDir} is as it was on ${createdAt}. Check it with smartypants doctor.\n`);
      if (movedTo !== null) terminal.out(`What was there before is in ${movedTo}.\n`);
    });
}
