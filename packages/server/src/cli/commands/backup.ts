import { resolve } from "node:path";
import { Command } from "commander";
import { noteBackup } from "../../backup/last-backup.ts";
import { writeBackup } from "../../backup/write-backup.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { readSettings } from "../read-settings.ts";
import { printJson } from "../run-command.ts";
import { createStatusLine } from "../terminal.ts";

export function backupCommand(context: CliContext): Command {
  return new Command("backup")
    .description("write database, originals and keys into one file; a server may go on running")
    .argument("<file>", "where to, for example /backups/smartypants-2030-01-31.tar.gz")
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { terminal, signal, version, cwd } = context;
      const { config } = readSettings(context, options);
      const status = createStatusLine(terminal);
      const now = Date.now();
      const done = await writeBackup({
        dataDir: config.dataDir,
        file: resolve(cwd, file),
        product: version,
        now,
        onProgress: status.show,
        signal,
      }).finally(status.clear);
      noteBackup(config.dataDir, { createdAt: now, sizeBytes: done.sizeBytes });
      if (options.json === true) return printJson(terminal, done);
      const size = `${(done.sizeBytes / 1024 ** 2).toFixed(1)} MB`;
      terminal.out(`${done.file}: ${size}, the database, its keys and ${done.blobs} ${done.blobs === 1 ? "original" : "originals"}.\n`);
      if (done.erased > 0) terminal.err(`${done.erased} originals were erased while the backup was made; their texts are in it.\n`);
      terminal.err("It holds the keys too: keep it where only you can read it.\n");
    });
}
