import { Argument, Command } from "commander";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";

interface ProviderAnswer {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly enabled: boolean;
  readonly people: number;
  readonly redirectUri: string;
}

interface ProvidersAnswer {
  readonly items: readonly ProviderAnswer[];
  readonly passwords: boolean;
}

interface ProbesAnswer {
  readonly probes: readonly { readonly name: string; readonly outcome: string; readonly message: string }[];
}

/** How people sign in, for whoever cannot do so any more. */
export function signInCommand(context: CliContext): Command {
  return new Command("sign-in")
    .description("identity providers, and whether people may sign in with a password")
    .addCommand(listCommand(context))
    .addCommand(testCommand(context))
    .addCommand(passwordsCommand(context));
}

function listCommand(context: CliContext): Command {
  return new Command("list").description("list the identity providers").action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const answer = await withApi(context, options, {}, (api) => api.get<ProvidersAnswer>("/sign-in-providers"));
    if (options.json === true) return printJson(context.terminal, { items: answer.items, passwords: answer.passwords });
    const rows = answer.items.map(({ id, name, enabled, people, issuer }) => [id, name, enabled ? "on" : "off", String(people), issuer]);
    if (rows.length > 0) context.terminal.out(formatTable(["id", "name", "state", "people", "issuer"], rows));
    context.terminal.out(`Passwords are ${answer.passwords ? "on" : "off"}.\n`);
  });
}

function testCommand(context: CliContext): Command {
  return new Command("test")
    .description("try what can be tried of a provider without a person")
    .argument("<id>", "its id; sign-in list shows it")
    .action(async (id: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const path = `/sign-in-providers/${encodeURIComponent(id)}/test`;
      const { probes } = await withApi(context, options, {}, (api) => api.post<ProbesAnswer>(path));
      if (probes.some(({ outcome }) => outcome === "failed")) context.setExitCode(EXIT.degraded);
      if (options.json === true) return printJson(context.terminal, { probes });
      context.terminal.out(
        formatTable(
          ["what", "outcome", "why"],
          probes.map(({ name, outcome, message }) => [name, outcome, message]),
        ),
      );
    });
}

function passwordsCommand(context: CliContext): Command {
  return new Command("passwords")
    .description("let people sign in with passwords, or with providers alone")
    .addArgument(new Argument("<state>", "on, or off: then an administrator needs a linked account").choices(["on", "off"]))
    .action(async (state: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const body = { passwords: state === "on" };
      const answer = await withApi(context, options, {}, (api) => api.post<{ passwords: boolean }>("/sign-in-providers/passwords", body));
      if (options.json === true) return printJson(context.terminal, answer);
      context.terminal.out(`Passwords are ${answer.passwords ? "on" : "off"}.\n`);
    });
}
