import { Command } from "commander";
import { SmartyError } from "@smartypants/sdk";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { type Access, createFolderSource, findFolderSource, folderPath } from "../folder-source.ts";
import type { OpenApi } from "../open-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { describeSync, followSync, requestSync } from "../sync-source.ts";

interface Options extends GlobalOptions {
  readonly name?: string;
  readonly everyone?: true;
  readonly allow?: readonly string[];
  readonly wait: boolean;
}

export function addCommand(context: CliContext): Command {
  return new Command("add")
    .description("connect a folder as a source and sync it")
    .argument("<folder>", "the folder on this machine")
    .option("--name <name>", "name of the source; the folder's when absent")
    .option("--everyone", "let everybody who can sign in read it; without this and --allow only you can")
    .option("--allow <principal...>", "who may read it: user:ada@example.org, domain:example.org, group:local/<id>")
    .option("--no-wait", "do not wait for the sync, when a server does it")
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const path = folderPath(context.cwd, folder);
      await withApi(context, options, { work: true, mayBegin: true }, (api) => add(context, api, path, options));
    });
}

async function add(context: CliContext, api: OpenApi, path: string, options: Options): Promise<void> {
  const { terminal, signal } = context;
  const known = await findFolderSource(api, path);
  if (known !== null) {
    throw new SmartyError(
      "conflict",
      `${path} is a source already, called "${known.name}". Sync it with smartypants sync "${known.name}".`,
    );
  }
  const access = await chooseAccess(api, options);
  const source = await createFolderSource(api, { path, name: options.name, access });
  if (access.mode === "restricted" && options.allow === undefined && options.json !== true) {
    terminal.err(`Only ${access.allow.join(", ").replaceAll("user:", "")} can read it. With --everyone, all who can sign in could.\n`);
  }
  const runId = await requestSync(api, source.id);
  if (!options.wait && api.serverUrl !== null) {
    if (options.json === true) printJson(terminal, { source, syncRunId: runId });
    else terminal.out(`Added "${source.name}"; the server syncs it now.\n`);
    return;
  }
  const run = await followSync({ api, terminal, signal }, source, runId);
  if (run.state === "failed" || run.state === "cancelled") context.setExitCode(EXIT.failure);
  if (options.json === true) printJson(terminal, { source, run });
  else terminal.out(await describeSync(api, source, run));
}

async function chooseAccess(api: OpenApi, { everyone, allow }: Options): Promise<Access> {
  if (everyone === true && allow !== undefined) throw new SmartyError("invalid", "Use either --everyone or --allow.");
  if (everyone === true) return { mode: "everyone" };
  if (allow !== undefined) return { mode: "restricted", allow: allow.flatMap((each) => each.split(",")) };
  const { email } = await api.get<{ email: string }>("/me");
  return { mode: "restricted", allow: [`user:${email}`] };
}
