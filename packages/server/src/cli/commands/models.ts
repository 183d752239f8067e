import { Command } from "commander";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { findDefault, findModel, listModels, type ModelAnswer, readApiKey } from "../models-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";
import { oneLine } from "../terminal.ts";
import { addModelCommand } from "./models-add.ts";

export function modelsCommand(context: CliContext): Command {
  return new Command("models")
    .description("manage the language models that write answers")
    .addCommand(listCommand(context))
    .addCommand(addModelCommand(context))
    .addCommand(testCommand(context))
    .addCommand(defaultCommand(context))
    .addCommand(removeCommand(context))
    .addCommand(discoverCommand(context));
}

function listCommand(context: CliContext): Command {
  return new Command("list").description("list the models").action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const models = await withApi(context, options, {}, (api) => listModels(api));
    if (options.json === true) return printJson(context.terminal, { items: models });
    if (models.length === 0) {
      return context.terminal.out("There are no models yet: answers are sentences of your documents. See smartypants models add --help.\n");
    }
    const head = ["name", "model", "kind", "state", "fall-back", "$ in", "$ out", "id"];
    context.terminal.out(formatTable(head, models.map(toRow)));
  });
}

function toRow(model: ModelAnswer): readonly string[] {
  const { name, provider, kind, fallbackOrder, inputPrice, outputPrice, id } = model;
  const number = (value: number | null): string => (value === null ? "–" : String(value));
  return [name, `${provider}/${model.model}`, kind, stateOf(model), number(fallbackOrder), number(inputPrice), number(outputPrice), id];
}

function stateOf({ enabled, default: isDefault, origin }: ModelAnswer): string {
  const parts = [isDefault ? "default" : "", enabled ? "" : "disabled", origin === "environment" ? "environment" : ""];
  return parts.filter((part) => part !== "").join(", ") || "enabled";
}

interface TestAnswer {
  readonly ok: boolean;
  readonly firstTokenMs?: number;
  readonly totalMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly contextTokens?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

function testCommand(context: CliContext): Command {
  return new Command("test")
    .description("ask a model for one word; the default model when none is named")
    .argument("[model]", "name or id")
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { terminal } = context;
      await withApi(context, options, {}, async (api) => {
        const model = name === undefined ? await findDefault(api) : await findModel(api, name);
        const tested = await api.post<TestAnswer>(`/models/${model.id}/test`);
        if (!tested.ok) context.setExitCode(EXIT.failure);
        if (options.json === true) return printJson(terminal, { model: model.name, ...tested });
        if (!tested.ok) return terminal.err(`${oneLine(model.name)}: ${oneLine(tested.error?.message ?? "it failed")}\n`);
        const tokens = `${tested.inputTokens} tokens in, ${tested.outputTokens} out, room for ${tested.contextTokens}`;
        terminal.out(
          `${oneLine(model.name)} answers: first word after ${tested.firstTokenMs} ms, done after ${tested.totalMs} ms; ${tokens}.\n`,
        );
      });
    });
}

function defaultCommand(context: CliContext): Command {
  return new Command("default")
    .description("let a model answer whenever none is chosen")
    .argument("<model>", "name or id")
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withApi(context, options, {}, async (api) => {
        const model = await api.post<ModelAnswer>(`/models/${(await findModel(api, name)).id}/default`);
        if (options.json === true) return printJson(context.terminal, model);
        context.terminal.out(`${oneLine(model.name)} is the default now.\n`);
      });
    });
}

function removeCommand(context: CliContext): Command {
  return new Command("remove")
    .description("remove a model; its key and what it has cost stay")
    .argument("<model>", "name or id")
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withApi(context, options, {}, async (api) => {
        const model = await findModel(api, name);
        await api.delete(`/models/${model.id}`);
        if (options.json === true) return printJson(context.terminal, { id: model.id });
        context.terminal.out(`${oneLine(model.name)} is removed.\n`);
      });
    });
}

interface DiscoverOptions extends GlobalOptions {
  readonly baseUrl?: string;
  readonly apiKeyStdin?: true;
}

interface FoundAnswer {
  readonly baseUrl: string | null;
  readonly models: readonly { readonly model: string; readonly kind: string; readonly contextTokens: number | null }[];
}

function discoverCommand(context: CliContext): Command {
  return new Command("discover")
    .description("list what a provider offers; without a name, look for Ollama on this machine")
    .argument("[provider]", "openai, azure-openai, openai-compatible, ollama, anthropic or gemini", "ollama")
    .option("--base-url <url>", "where it is, if not at the provider's own address")
    .option("--api-key-stdin", "read the key from standard input; else the environment's is used")
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { baseUrl, apiKeyStdin, ...options } = command.optsWithGlobals<DiscoverOptions>();
      const apiKey = apiKeyStdin === true ? await readApiKey(context) : undefined;
      const request = { provider, ...(baseUrl !== undefined && { baseUrl }), ...(apiKey !== undefined && { apiKey }) };
      const found = await withApi(context, options, {}, (api) => api.post<FoundAnswer>("/models/discover", request));
      if (options.json === true) return printJson(context.terminal, found);
      if (found.models.length === 0)
        return context.terminal.out(
          `${provider} offers no models${provider === "ollama" ? ": pull one with ollama pull llama3.2" : ""}.\n`,
        );
      const rows = found.models.map((each) => [each.model, each.kind, each.contextTokens === null ? "–" : String(each.contextTokens)]);
      context.terminal.out(formatTable(["model", "kind", "context"], rows));
      context.terminal.err(
        `Add one: smartypants models add ${provider}/<model>${found.baseUrl === null ? "" : ` --base-url ${found.baseUrl}`}\n`,
      );
    });
}
