import { Command, Option } from "commander";
import type { CliContext } from "./context.ts";
import { addCommand } from "./commands/add.ts";
import { apiKeyCommand } from "./commands/api-key.ts";
import { askCommand } from "./commands/ask.ts";
import { backupCommand } from "./commands/backup.ts";
import { benchCommand } from "./commands/bench.ts";
import { completionCommand } from "./commands/completion.ts";
import { configCommand } from "./commands/config.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { modelsCommand } from "./commands/models.ts";
import { resetPasswordCommand } from "./commands/reset-password.ts";
import { restoreCommand } from "./commands/restore.ts";
import { searchCommand } from "./commands/search.ts";
import { signInCommand } from "./commands/sign-in.ts";
import { sourcesCommand } from "./commands/sources.ts";
import { startCommand } from "./commands/start.ts";
import { syncCommand } from "./commands/sync.ts";
import { usageCommand } from "./commands/usage.ts";
import { userCommand } from "./commands/user.ts";

const COMMANDS = [
  startCommand,
  addCommand,
  askCommand,
  searchCommand,
  sourcesCommand,
  syncCommand,
  modelsCommand,
  evaluateCommand,
  usageCommand,
  userCommand,
  apiKeyCommand,
  resetPasswordCommand,
  signInCommand,
  doctorCommand,
  backupCommand,
  restoreCommand,
  configCommand,
  demoCommand,
  benchCommand,
  completionCommand,
] as const;

/** The whole command line. Nothing is read or written before it is parsed. */
export function createProgram(context: CliContext): Command {
  const { terminal } = context;
  const program = new Command("smartypants")
    .description("Permission-true search and cited answers over your sources.")
    .version(context.version)
    .option("--data-dir <folder>", "folder of the database, originals and keys (SMARTY_DATA_DIR)")
    .option("--as <email>", "act as this person; as the first administrator when absent")
    .option("--json", "print JSON and nothing else")
    .addOption(new Option("--log-level <level>", "how much to say about the work").choices(["debug", "info", "warn", "error"]))
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong command line, 3 nothing found, 4 something works less than it should.");
  for (const create of COMMANDS) program.addCommand(create(context));
  for (const command of [program, ...allBelow(program)]) {
    command.exitOverride();
    command.configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    command.showHelpAfterError(`(smartypants ${chainOf(command)}--help says how)`);
  }
  return program;
}

function allBelow(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...allBelow(each)]);
}

function chainOf(command: Command): string {
  return command.parent === null ? "" : `${chainOf(command.parent)}${command.name()} `;
}
