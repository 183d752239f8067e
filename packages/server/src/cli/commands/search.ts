import { Command, InvalidArgumentError } from "commander";
import type { HitAnswer, SearchAnswer } from "../answers.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { excerpt, headingLine } from "../excerpt.ts";
import { EXIT } from "../exit-codes.ts";
import { placeOf } from "../file-place.ts";
import { printJson, withApi } from "../run-command.ts";
import { createStyle, oneLine, type Style } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly limit: number;
  readonly type?: readonly string[];
  readonly source?: readonly string[];
  readonly explain?: true;
}

export function searchCommand(context: CliContext): Command {
  return new Command("search")
    .description("find documents; quote a query that holds -words")
    .argument("<words...>", 'the query: words, "phrases", from: in: type: before: after:')
    .option("--limit <number>", "at most so many documents, up to 50", parseLimit, 10)
    .option("--type <type...>", "only such documents: markdown, pdf, html, text, code, table, …")
    .option("--source <name...>", "only sources of these names or ids")
    .option("--explain", "show what the scores are made of")
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const filters = {
        ...(options.type !== undefined && { types: options.type }),
        ...(options.source !== undefined && { sources: options.source }),
      };
      const request = { query: words.join(" "), limit: options.limit, filters, explain: options.explain === true };
      const answer = await withApi(context, options, {}, (api) => api.post<SearchAnswer>("/search", request));
      print(context, options, answer);
    });
}

export function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 50) return limit;
  throw new InvalidArgumentError("It is a whole number from 1 to 50.");
}

/** Reasons that say a part is down; that no model is configured is somebody's choice. */
function isDegraded({ degraded }: SearchAnswer): boolean {
  return degraded.some((reason) => reason !== "no-embedding-model");
}

function print(context: CliContext, options: Options, answer: SearchAnswer): void {
  const { terminal, cwd } = context;
  if (isDegraded(answer)) context.setExitCode(EXIT.degraded);
  else if (answer.hits.length === 0) context.setExitCode(EXIT.nothingFound);
  if (options.json === true) return printJson(terminal, answer);
  if (isDegraded(answer)) terminal.err(`Not everything could be searched: ${answer.degraded.join(", ")}.\n`);
  const style = createStyle(terminal.hasColor);
  if (answer.hits.length === 0) {
    terminal.out("Nothing found.\n");
    if (answer.suggestions.length > 0) terminal.out(`Titles spelt alike: ${answer.suggestions.map(oneLine).join(" · ")}\n`);
    return;
  }
  terminal.out(answer.hits.map((hit, index) => formatHit(hit, index + 1, { cwd, style })).join("\n"));
}

interface Look {
  readonly cwd: string;
  readonly style: Style;
}

function formatHit({ document, passage, score, duplicates, explain }: HitAnswer, number: number, { cwd, style }: Look): string {
  const quote = passage.text.split("\n").find((line) => line.trim() !== "") ?? "";
  const { shown } = placeOf({ url: passage.url, quote, start: passage.start }, cwd);
  const heading = headingLine(passage.headingPath);
  const lines = [
    `${number}. ${style.bold(oneLine(document.title))}  ${style.dim(score.toFixed(3))}`,
    `   ${style.dim(oneLine(shown))}`,
    ...(heading === "" ? [] : [`   ${style.dim(heading)}`]),
    `   ${excerpt(passage, style)}`,
    ...(duplicates > 0 ? [style.dim(`   and ${duplicates} with the very same text`)] : []),
    ...(explain === undefined ? [] : [style.dim(`   ${explanation(explain)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function explanation({ lexical, semantic, cosine, confidence }: NonNullable<HitAnswer["explain"]>): string {
  const near = cosine === null ? "" : ` (cosine ${cosine.toFixed(3)})`;
  return `words ${lexical.toFixed(3)} + meaning ${semantic.toFixed(3)}${near}; confidence in the words ${confidence.toFixed(2)}`;
}
