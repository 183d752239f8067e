import { Command, InvalidArgumentError } from "commander";
import { SCOPES } from "@smartypants/core";
import type { CliContext, GlobalOptions } from "../context.ts";
import { printJson, withApi } from "../run-command.ts";

interface Options extends GlobalOptions {
  readonly scopes?: readonly string[];
  readonly expires?: number;
}

const DAY_MS = 86_400_000;

export function apiKeyCommand(context: CliContext): Command {
  return new Command("api-key").description("manage API keys").addCommand(createCommand(context));
}

function createCommand(context: CliContext): Command {
  return new Command("create")
    .description("make an API key of yours, or of whom --as names; it is shown this once")
    .argument("[name]", "what it is for", "command line")
    .option("--scopes <scopes>", `what it may be used for, separated by commas: ${SCOPES.join(", ")}`, parseScopes)
    .option("--expires <when>", "how long it works: 30d, 12h, or until a day such as 2030-01-31; never ends when absent", parseExpiry)
    .action(async (name: string, _options: unknown, command: Command) => {
      const { scopes, expires, ...options } = command.optsWithGlobals<Options>();
      const request = {
        name,
        ...(scopes !== undefined && { scopes }),
        ...(expires !== undefined && { expiresAt: new Date(expires).toISOString() }),
      };
      await withApi(context, options, {}, async (api) => {
        const made = await api.post<{ readonly key: string }>("/api-keys", request);
        if (options.json === true) return printJson(context.terminal, made);
        // Alone on standard output, so that a script can take it.
        context.terminal.out(`${made.key}\n`);
        context.terminal.err("Keep it now: it is not shown again.\n");
      });
    });
}

export function parseScopes(text: string): readonly string[] {
  const scopes = text.split(",").map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown === undefined) return scopes;
  throw new InvalidArgumentError(`There is no scope "${unknown}". The scopes are: ${SCOPES.join(", ")}.`);
}

/** Milliseconds since 1970. */
export function parseExpiry(text: string): number {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (amount !== undefined) return Date.now() + Number(amount) * (unit === "d" ? DAY_MS : DAY_MS / 24);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError("Write it like 30d, 12h or 2030-01-31.");
}
