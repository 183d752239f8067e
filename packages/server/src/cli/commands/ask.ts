import { Command } from "commander";
import { SmartyError } from "@smartypants/sdk";
import type { CitationAnswer, RunResult } from "../answers.ts";
import { toError } from "../api.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { placeOf } from "../file-place.ts";
import { createFolderSource, findFolderSource, folderPath } from "../folder-source.ts";
import type { OpenApi } from "../open-api.ts";
import { printJson, withApi } from "../run-command.ts";
import { readEvents } from "../sse.ts";
import { describeSync, followSync, requestSync } from "../sync-source.ts";
import { createStatusLine, createStyle, oneLine, plain } from "../terminal.ts";

interface Options extends GlobalOptions {
  readonly folder?: readonly string[];
  readonly stream?: boolean;
}

export function askCommand(context: CliContext): Command {
  return new Command("ask")
    .description("ask a question; the answer cites files and lines")
    .argument("<question...>", "the question")
    .option("--folder <path...>", "answer from these folders alone; each is added and synced first, open to everyone")
    .option("--stream", "print the answer while it is made; the default on a terminal")
    .option("--no-stream", "print the answer when it is whole")
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const paths = (options.folder ?? []).map((typed) => folderPath(context.cwd, typed));
      const needsWork = paths.length > 0;
      await withApi(context, options, { work: needsWork, mayBegin: needsWork }, async (api) => {
        const sources: string[] = [];
        for (const path of paths) sources.push(await syncFolder(context, api, path, options));
        finish(context, options, await askQuestion(context, api, { question: words.join(" "), sources, options }));
      });
    });
}

/** Adds the folder when it is new, and brings it up to date: what has not changed is not read again. */
async function syncFolder(context: CliContext, api: OpenApi, path: string, options: Options): Promise<string> {
  const { terminal, signal } = context;
  const known = await findFolderSource(api, path);
  const source = known ?? (await createFolderSource(api, { path, access: { mode: "everyone" } }));
  const run = await followSync({ api, terminal, signal }, source, await requestSync(api, source.id));
  const isWorthTelling = known === null || run.counts.seen !== run.counts.unchanged || run.error !== undefined;
  if (options.json !== true && isWorthTelling) terminal.err(await describeSync(api, source, run));
  if (run.state === "failed")
    throw new SmartyError("unavailable", `${path} could not be read: ${run.error?.message ?? "the log says why."}`);
  return source.id;
}

interface Asked {
  readonly question: string;
  readonly sources: readonly string[];
  readonly options: GlobalOptions & { readonly stream?: boolean };
}

/** Asks and, when it is to be streamed, prints the text of the answer as it comes. */
export async function askQuestion(context: CliContext, api: OpenApi, { question, sources, options }: Asked): Promise<RunResult> {
  const isStreamed = options.json !== true && (options.stream ?? context.terminal.isTty);
  const body = { question, filters: sources.length === 0 ? {} : { sources } };
  if (isStreamed) return streamAnswer(context, api, body);
  const result = await api.post<RunResult>("/answers", body);
  if (options.json !== true) context.terminal.out(`${plain(result.answer)}\n`);
  return result;
}

const PHASES: Readonly<Record<string, string>> = { searching: "Searching …", reading: "Reading …", writing: "Writing …" };

async function streamAnswer({ terminal }: CliContext, api: OpenApi, body: object): Promise<RunResult> {
  const answer = await api.request("/answers", { method: "POST", body: { ...body, stream: true } });
  if (!answer.ok || answer.body === null) throw await toError(answer);
  const status = createStatusLine(terminal);
  let printed = "";
  let result: RunResult | undefined;
  try {
    for await (const { type, data } of readEvents(answer.body)) {
      if (type === "phase") status.show(PHASES[(data as { phase: string }).phase] ?? "");
      if (type === "error") throw failed(data as { code: string; message: string });
      if (type === "done") result = data as RunResult;
      if (type !== "delta") continue;
      status.clear();
      const { text, marker } = data as { readonly text: string; readonly marker?: number };
      // Quotes are paragraphs of their own; words of a model follow one another.
      const piece = plain(marker === undefined || printed === "" ? text : `\n\n${text}`);
      terminal.out(piece);
      printed += piece;
    }
  } finally {
    status.clear();
  }
  if (result === undefined) throw new SmartyError("network", "The answer broke off. Ask again.");
  // What has no text of its own, such as that nothing was found, comes with the end.
  terminal.out(printed === "" ? `${plain(result.answer)}\n` : "\n");
  return result;
}

function failed({ message }: { readonly message: string }): SmartyError {
  return new SmartyError("unavailable", message);
}

function finish(context: CliContext, options: Options, result: RunResult): void {
  const { terminal, cwd } = context;
  if (result.state !== "done") throw failed({ message: result.error?.message ?? "The answer was stopped before it was whole. Ask again." });
  if (result.mode === "none") context.setExitCode(EXIT.nothingFound);
  if (options.json !== true) return terminal.out(formatSources(result, cwd, terminal.hasColor));
  const citations = result.citations.map((citation) => {
    const { file, line, place } = placeOf(citation, cwd);
    return { ...citation, file, line, place };
  });
  printJson(terminal, { ...result, citations });
}

/** The numbered citations below an answer, or the documents nearest to a question without one. */
export function formatSources({ citations, mode, nearest = [] }: RunResult, cwd: string, hasColor: boolean): string {
  const style = createStyle(hasColor);
  const line = (label: string, source: Pick<CitationAnswer, "title" | "url" | "quote" | "start">): string =>
    `${label} ${oneLine(source.title)}  ${style.dim(oneLine(placeOf(source, cwd).shown))}\n`;
  if (citations.length > 0) return `\n${citations.map((citation) => line(`[${citation.marker}]`, citation)).join("")}`;
  if (mode !== "none" || nearest.length === 0) return "";
  return `\nNearest to it:\n${nearest.map((document) => line(" -", { ...document, quote: "", start: 0 })).join("")}`;
}
