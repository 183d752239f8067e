import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SmartyError } from "@smartypants/sdk";
import { Command, InvalidArgumentError } from "commander";
import type { CliContext, GlobalOptions } from "../context.ts";
import { describeEvaluation, type EvaluationAnswer, questionTable } from "../evaluation-table.ts";
import { EXIT } from "../exit-codes.ts";
import { findModel } from "../models-api.ts";
import type { OpenApi } from "../open-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { formatTable } from "../table.ts";
import { createStatusLine, oneLine } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly questions?: string;
  readonly assistant?: string;
  readonly collection?: string;
  readonly model?: string;
  readonly extractive?: true;
  readonly minRecall?: number;
  readonly minRefusal?: number;
  readonly details?: true;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface TestSet extends Named {
  readonly questions: number;
}

interface AssistantAnswer {
  readonly id: string;
  readonly slug: string;
  readonly content: { readonly name: string };
}

export function evaluateCommand(context: CliContext): Command {
  return new Command("evaluate")
    .description("answer saved test questions and measure the answers; without a set, list the sets")
    .argument("[set]", "name or id of a set of questions")
    .option("--questions <file>", "first make this .csv or .json file the set's questions; a set that does not exist is made")
    .option("--assistant <name>", "as this assistant answers: name, short name or id")
    .option("--collection <name>", "in this collection: name or id")
    .option("--model <name>", "with this language model: name or id")
    .option("--extractive", "without a language model: the best sentences themselves")
    .option("--details", "print a line for each question too")
    .option("--min-recall <share>", "exit with 4 when recall@5 is below this share, such as 0.8", readShare)
    .option("--min-refusal <share>", "exit with 4 when less than this share is rightly answered or refused", readShare)
    .action(async (wanted: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await withApi(context, options, { work: wanted !== undefined }, (api) =>
        wanted === undefined ? listSets(context, api, options) : evaluate(context, api, wanted, options),
      );
    });
}

function readShare(text: string): number {
  const share = Number(text);
  if (text.trim() === "" || !(share >= 0 && share <= 1)) throw new InvalidArgumentError("A share is a number from 0 to 1.");
  return share;
}

async function listSets({ terminal }: CliContext, api: OpenApi, options: Options): Promise<void> {
  const { items } = await api.get<{ readonly items: readonly TestSet[] }>("/test-sets");
  if (options.json === true) return printJson(terminal, { items });
  if (items.length === 0)
    return terminal.out("There are no sets of test questions yet. Make one: smartypants evaluate <name> --questions <file>\n");
  terminal.out(
    formatTable(
      ["set", "questions", "id"],
      items.map(({ name, questions, id }) => [name, questions, id]),
    ),
  );
}

async function evaluate(context: CliContext, api: OpenApi, wanted: string, options: Options): Promise<void> {
  const { terminal } = context;
  const set = await findSet(context, api, wanted, options.questions);
  const configuration = await readConfiguration(api, options);
  const { id } = await api.post<EvaluationAnswer>("/evaluations", { setId: set.id, configuration });
  const ended = await follow(context, api, id);
  if (options.json === true) printJson(terminal, ended);
  else terminal.out(`${options.details === true ? `${questionTable(ended)}\n` : ""}${describeEvaluation(set.name, ended)}`);
  if (ended.state !== "done") {
    if (ended.error !== null) terminal.err(`${oneLine(ended.error.message)}\n`);
    return context.setExitCode(EXIT.failure);
  }
  const short = shortfalls(ended, options);
  for (const line of short) terminal.err(`${line}\n`);
  if (short.length > 0) context.setExitCode(EXIT.degraded);
}

function shortfalls({ metrics }: EvaluationAnswer, { minRecall, minRefusal }: Options): readonly string[] {
  const check = (name: string, value: number | null | undefined, least: number | undefined): readonly string[] => {
    if (least === undefined) return [];
    if (value === null || value === undefined) return [`${name} could not be measured: no question of the set is about it.`];
    return value < least ? [`${name} is ${value.toFixed(3)}, below ${least}.`] : [];
  };
  return [...check("recall@5", metrics?.recallAt5, minRecall), ...check("refusal", metrics?.refusalCorrect, minRefusal)];
}

async function findSet({ cwd }: CliContext, api: OpenApi, wanted: string, file: string | undefined): Promise<TestSet> {
  const { items } = await api.get<{ readonly items: readonly TestSet[] }>("/test-sets");
  const known = findNamed(items, wanted);
  if (file === undefined) {
    if (known !== undefined) return known;
    throw new SmartyError("not_found", `There is no set "${wanted}". smartypants evaluate shows all; --questions <file> makes one.`);
  }
  const format = extname(file).toLowerCase() === ".json" ? "json" : "csv";
  const content = await readFile(resolve(cwd, file), "utf8").catch((error: unknown) => {
    throw new SmartyError("not_found", `The file ${basename(file)} cannot be read.`, { cause: error });
  });
  const set = known ?? (await api.post<TestSet>("/test-sets", { name: wanted }));
  await api.post(`/test-sets/${set.id}/import`, { format, content, mode: "replace" });
  return set;
}

async function readConfiguration(api: OpenApi, { assistant, collection, model, extractive }: Options): Promise<object> {
  const { id: assistantId } = assistant === undefined ? {} : await findAssistant(api, assistant);
  const { id: collectionId } = collection === undefined ? {} : await findCollection(api, collection);
  return {
    ...(assistantId !== undefined && { assistantId }),
    ...(collectionId !== undefined && { collectionIds: [collectionId] }),
    ...(model !== undefined && { modelId: (await findModel(api, model)).id }),
    ...(extractive === true && { extractive }),
  };
}

async function findAssistant(api: OpenApi, wanted: string): Promise<{ readonly id?: string }> {
  const { items } = await api.get<{ readonly items: readonly AssistantAnswer[] }>("/assistants");
  const named = items.flatMap(({ id, slug, content }) => [
    { id, name: content.name },
    { id, name: slug },
  ]);
  const found = findNamed(named, wanted);
  if (found === undefined) throw new SmartyError("not_found", `There is no assistant "${wanted}".`);
  return found;
}

async function findCollection(api: OpenApi, wanted: string): Promise<{ readonly id?: string }> {
  const { items } = await api.get<{ readonly items: readonly Named[] }>("/collections");
  const found = findNamed(items, wanted);
  if (found === undefined) throw new SmartyError("not_found", `There is no collection "${wanted}".`);
  return found;
}

function findNamed<Item extends Named>(items: readonly Item[], wanted: string): Item | undefined {
  return (
    items.find(({ id, name }) => id === wanted || name === wanted) ?? items.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  );
}

const LOOK_HERE_MS = 50;
const LOOK_REMOTE_MS = 500;

/** Waits for the end with a line that tells how far it is; Ctrl-C stops the evaluation too where a server does the work. */
async function follow({ terminal, signal }: CliContext, api: OpenApi, id: string): Promise<EvaluationAnswer> {
  const status = createStatusLine(terminal);
  try {
    for (;;) {
      const evaluation = await api.get<EvaluationAnswer>(`/evaluations/${id}`);
      if (evaluation.state !== "queued" && evaluation.state !== "running") return evaluation;
      status.show(`Question ${Math.min(evaluation.done + 1, evaluation.total)} of ${evaluation.total}`);
      await sleep(api.serverUrl === null ? LOOK_HERE_MS : LOOK_REMOTE_MS, undefined, { signal });
    }
  } finally {
    status.clear();
  }
}
