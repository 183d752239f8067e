import { Command, InvalidArgumentError } from "commander";
import { PROVIDERS } from "@smartypants/core";
import { parseChatModel } from "../../model-settings.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { type ModelAnswer, readApiKey } from "../models-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { oneLine } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly name?: string;
  readonly baseUrl?: string;
  readonly apiKeyStdin?: true;
  readonly credential?: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly inputPrice?: number;
  readonly outputPrice?: number;
  readonly fallbackOrder?: number;
  readonly option?: Readonly<Record<string, string>>;
  readonly maskPersonalData?: true;
  readonly embedding?: true;
  readonly default?: true;
}

type Named = NonNullable<ReturnType<typeof parseChatModel>>;

export function addModelCommand(context: CliContext): Command {
  return new Command("add")
    .description("add a model")
    .argument("<provider/model>", `such as openai/gpt-5.4-mini; the providers are ${PROVIDERS.join(", ")}`, parseModel)
    .option("--name <name>", "what people choose it by; else provider/model")
    .option("--base-url <url>", "where it is, if not at the provider's own address")
    .option("--api-key-stdin", 'read the key from standard input: printf %s "$KEY" | smartypants models add … --api-key-stdin')
    .option("--credential <id>", "use a key that is saved already, for the same host")
    .option("--context-tokens <number>", "room for question and answer together; else read from the provider", parseWhole)
    .option("--max-output-tokens <number>", "longest answer", parseWhole)
    .option("--input-price <dollars>", "US dollars for a million tokens of question", parsePrice)
    .option("--output-price <dollars>", "US dollars for a million tokens of answer", parsePrice)
    .option("--fallback-order <number>", "answer when another model cannot, lowest number first", parseWhole)
    .option("--option <name=value>", "a switch of the provider's own, such as apiVersion=2024-10-21; can be repeated", parseOption)
    .option("--mask-personal-data", "send it placeholders for e-mail addresses, telephone, account and card numbers and national ids")
    .option("--embedding", "a model for search by meaning, not for answers")
    .option("--default", "let it answer whenever none is chosen")
    .action(async (named: Named, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const request = toRequest(named, options, options.apiKeyStdin === true ? await readApiKey(context) : undefined);
      await withApi(context, options, {}, async (api) => {
        const made = await api.post<ModelAnswer>("/models", request);
        const model = options.default === true ? await api.post<ModelAnswer>(`/models/${made.id}/default`) : made;
        if (options.json === true) return printJson(context.terminal, model);
        context.terminal.out(`${oneLine(model.name)} is added${model.default ? " and is the default" : ""}.\n`);
        if (model.kind === "chat") context.terminal.err(`See whether it answers: smartypants models test "${oneLine(model.name)}"\n`);
      });
    });
}

function toRequest({ provider, model }: Named, options: Options, apiKey: string | undefined): Readonly<Record<string, unknown>> {
  const {
    name = `${provider}/${model}`,
    baseUrl,
    credential,
    contextTokens,
    maxOutputTokens,
    inputPrice,
    outputPrice,
    fallbackOrder,
  } = options;
  const kind = options.embedding === true ? "embedding" : "chat";
  const given = {
    name,
    provider,
    model,
    kind,
    baseUrl,
    credentialId: credential,
    apiKey,
    contextTokens,
    maxOutputTokens,
    inputPrice,
    outputPrice,
  };
  const all = { ...given, fallbackOrder, options: options.option, maskPersonalData: options.maskPersonalData };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function parseModel(text: string): Named {
  const named = parseChatModel(text);
  if (named !== null) return named;
  throw new InvalidArgumentError(`Write it as provider/model; the providers are ${PROVIDERS.join(", ")}.`);
}

function parseWhole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

function parsePrice(text: string): number {
  if (/^\d{1,7}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write US dollars for a million tokens, such as 0.15.");
}

function parseOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new InvalidArgumentError("Write it as name=value.");
}
