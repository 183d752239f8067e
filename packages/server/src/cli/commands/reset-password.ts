import { Command } from "commander";
import type { LinkAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { findUser, readPassword } from "../people.ts";
import { printJson, withApi } from "../run-command.ts";

interface Options extends GlobalOptions {
  readonly passwordStdin?: true;
}

export function resetPasswordCommand(context: CliContext): Command {
  return new Command("reset-password")
    .description("print a one-time link with which a person sets a new password")
    .argument("<email>", "their address")
    .option("--password-stdin", "set the password that is piped in, at once; ends all their sessions")
    .action(async (email: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const password = options.passwordStdin === true ? await readPassword(context) : undefined;
      await withApi(context, options, {}, async (api) => {
        const person = await findUser(api, email);
        const link = await api.post<LinkAnswer>(`/users/${person.id}/password-link`);
        if (password !== undefined) {
          await api.post("/invites/redeem", { token: link.token, password });
          // Using the link has signed somebody in, who is only this command.
          await api.delete(`/users/${person.id}/sessions`);
          if (options.json === true) return printJson(context.terminal, { email: person.email, link: null });
          return context.terminal.out(`The password of ${person.email} is changed, and all their sessions have ended.\n`);
        }
        if (options.json === true) return printJson(context.terminal, { email: person.email, link });
        context.terminal.out(`With this link ${person.email} sets a new password; it works once, for seven days:\n${link.url}\n`);
      });
    });
}
