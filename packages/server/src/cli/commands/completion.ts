import { Argument, Command } from "commander";
import type { CliContext } from "../context.ts";
import { bashScript, describeCommands, fishScript, zshScript } from "../completion-scripts.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionCommand(context: CliContext): Command {
  return new Command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS, _options: unknown, command: Command) => {
      context.terminal.out(SCRIPTS[shell](describeCommands(command.parent ?? command)));
    });
}
