import { Command, Option } from "commander";
import { createFirstAdmin, createLocalOwner, ROLES } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Instance } from "../../compose.ts";
import type { LinkAnswer, Page, UserAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { findUser, readPassword } from "../people.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";

interface CreateOptions extends GlobalOptions {
  readonly name?: string;
  readonly role: (typeof ROLES)[number];
  readonly passwordStdin?: true;
}

export function userCommand(context: CliContext): Command {
  return new Command("user").description("manage people").addCommand(createCommand(context)).addCommand(listCommand(context));
}

function createCommand(context: CliContext): Command {
  return new Command("create")
    .description("add a person; prints a one-time link with which they set their password")
    .argument("<email>", "their address")
    .option("--name <name>", "their name; the part before the @ when absent")
    .addOption(new Option("--role <role>", "what they may do").choices([...ROLES]).default("member"))
    .option("--password-stdin", "read the password from standard input instead")
    .action(async (email: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>();
      const password = options.passwordStdin === true ? await readPassword(context) : undefined;
      const person = { email, name: options.name ?? email.slice(0, Math.max(1, email.indexOf("@"))), role: options.role };
      // In a directory of nobody the person becomes its first administrator.
      let isFirst = false;
      const whenEmpty = async (instance: Instance): Promise<void> => {
        await createFirst(instance, { ...person, password });
        isFirst = true;
      };
      await withApi(context, options, { whenEmpty }, async (api) => {
        const made = isFirst
          ? { ...(await findUser(api, email)), passwordLink: null }
          : await api.post<UserAnswer & { passwordLink: LinkAnswer | null }>("/users", {
              ...person,
              ...(password !== undefined && { password }),
            });
        const needsLink = isFirst && password === undefined;
        const link = needsLink ? await api.post<LinkAnswer>(`/users/${made.id}/password-link`) : made.passwordLink;
        if (options.json === true) return printJson(context.terminal, { ...made, passwordLink: link });
        context.terminal.out(`${made.email} can now sign in as ${made.role}.\n`);
        if (link !== null) context.terminal.out(`Send them this link; it works once, for seven days:\n${link.url}\n`);
      });
    });
}

interface FirstPerson {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string | undefined;
}

async function createFirst({ ports }: Instance, { email, name, role, password }: FirstPerson): Promise<void> {
  if (role !== "admin") {
    throw new SmartyError("invalid", "Nobody is here yet, and the first person must be an administrator: add --role admin.");
  }
  if (password === undefined) await createLocalOwner(ports, { email, name });
  else await createFirstAdmin(ports, { email, name, password });
}

function listCommand(context: CliContext): Command {
  return new Command("list").description("list everybody").action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const people = await withApi(context, options, {}, async (api) => {
      const items: UserAnswer[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: Page<UserAnswer> = await api.get(`/users?limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`);
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    });
    if (options.json === true) return printJson(context.terminal, { items: people });
    const rows = people.map((person) => [person.email, person.name, person.role, person.disabled ? "disabled" : "active", person.id]);
    context.terminal.out(formatTable(["e-mail", "name", "role", "state", "id"], rows));
  });
}
