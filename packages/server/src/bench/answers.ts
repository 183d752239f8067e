import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { type Answer, readAnswer, search, startRun } from "@smartypants/core";
import type { BenchContext } from "./bench-context.ts";
import { readEvaluationSet } from "./evaluation-set.ts";
import { atLeast, atMost, beside, type Figure, percentile } from "./figures.ts";
import { type Bench, openBench } from "./harness.ts";
import { MODELS_UNDER_TEST } from "./scripted-answers.ts";

const HANDBOOK = fileURLToPath(new URL("../../../../examples/handbook/", import.meta.url));
const DOCS = fileURLToPath(new URL("../../../../docs/", import.meta.url));
/** About our own documentation: nothing was fitted to them. */
const QUESTIONS = fileURLToPath(new URL("../../src/bench/questions/", import.meta.url));
const WARM_UP = 10;
const RESOLUTION_MS = 1;

interface Question {
  readonly id: string;
  readonly question: string;
  readonly gold?: readonly { readonly file: string; readonly sentence?: string }[];
}

interface Asked {
  readonly question: Question;
  readonly answer: Answer;
  readonly ms: number;
}

/**
 * Answers without a language model, through the whole product: is the right sentence among the quotes, and is a question refused when the
 * documents do not answer it.
 */
export async function benchAnswers({ print, evaluationFolder }: BenchContext): Promise<readonly Figure[]> {
  return [
    ...(await onHandbook(print)),
    ...(await onHandbook(print, "none")),
    ...(await onDocumentation()),
    ...(await onOtherTexts(evaluationFolder)),
  ];
}

async function onHandbook(print: BenchContext["print"], model?: string): Promise<readonly Figure[]> {
  const bench = await openBench(model === undefined ? {} : { environment: { SMARTY_EMBEDDING_MODEL: model } });
  try {
    await bench.addFolder(join(HANDBOOK, "files"), "handbook");
    const answerable = readLines(join(HANDBOOK, "questions.jsonl"));
    const unanswerable = readLines(join(HANDBOOK, "unanswerable.jsonl"));
    for (const { question } of answerable.slice(0, WARM_UP)) await ask(bench, question);
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    const answered = await askAll(bench, answerable);
    const without = await askAll(bench, unanswerable);
    delay.disable();
    if (model !== undefined)
      return [beside("handbook, lexical only: gold quoted, refused with / without an answer", shares(answered, without))];
    report(print, answered, without);
    const stallMs = delay.max / 1e6 - RESOLUTION_MS;
    return [
      ...qualityOf(answered, without),
      ...speedOf([...answered, ...without], stallMs),
      ...(await withModels(bench, "handbook", answerable, unanswerable)),
      ...(await searchQuality(bench, answerable)),
    ];
  } finally {
    await bench.close();
  }
}

/** The same questions put to scripted language models: what they say is only as good as what is done with it. */
async function withModels(
  bench: Bench,
  name: string,
  answerable: readonly Question[],
  unanswerable: readonly Question[],
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { title, models } of MODELS_UNDER_TEST) {
    const asking = { ...bench, ports: { ...bench.ports, models } };
    const answered = await askAll(asking, answerable);
    const without = await askAll(asking, unanswerable);
    const share = `${percent(count(answered, isRefused), answered.length)} / ${percent(count(without, isRefused), without.length)}`;
    figures.push(beside(`${name}, ${title}: refused with / without an answer`, share));
  }
  return figures;
}

/** Where nothing was fitted: this repository's own documentation. */
async function onDocumentation(): Promise<readonly Figure[]> {
  const bench = await openBench();
  try {
    const answerable = readLines(join(QUESTIONS, "docs.jsonl"));
    await addPages(bench, answerable);
    const unanswerable = readLines(join(QUESTIONS, "docs-unanswerable.jsonl"));
    const answered = await askAll(bench, answerable);
    const without = await askAll(bench, unanswerable);
    return [
      atMost("documentation (held out): refused with an answer", 10, (100 * count(answered, isRefused)) / answered.length, "%"),
      atLeast("documentation (held out): refused without an answer", 85, (100 * count(without, isRefused)) / without.length, "%"),
      beside("documentation (held out): answered from the right page, of 60", String(await fromGoldFile(bench, answered))),
      ...(await withModels(bench, "documentation (held out)", answerable, unanswerable)),
    ];
  } finally {
    await bench.close();
  }
}

/** The pages that the questions are about, and no others: a page that is written later may answer what must not be answered. */
async function addPages(bench: Bench, answerable: readonly Question[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  for (const file of new Set(answerable.flatMap(({ gold = [] }) => gold.map((each) => each.file)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(DOCS, file), join(folder, file));
  }
  await bench.addFolder(folder, "documentation");
  rmSync(folder, { recursive: true });
}

async function fromGoldFile({ ports, actor }: Bench, answered: readonly Asked[]): Promise<number> {
  const { content } = ports.database.forActor(actor);
  let right = 0;
  for (const { question, answer } of answered) {
    const documents = await Promise.all(answer.citations.map(({ documentId }) => content.document(documentId)));
    if (documents.some((document) => (question.gold ?? []).some(({ file }) => file === document?.externalId))) right++;
  }
  return right;
}

function qualityOf(answered: readonly Asked[], without: readonly Asked[]): readonly Figure[] {
  const quotes = answered.flatMap(({ answer }) => answer.citations);
  const length = mean(quotes.map(({ quote }) => quote.length));
  return [
    atLeast("handbook: a gold sentence among the quotes, of 100", 70, count(answered, isFound), ""),
    beside(
      "handbook: in the first quote, of 100",
      String(count(answered, ({ question, answer }) => holdsGold(question, answer.citations.slice(0, 1)))),
    ),
    atMost("handbook: refused with an answer, of 100", 10, count(answered, isRefused), ""),

    atLeast("handbook: refused without an answer", 85, (100 * count(without, isRefused)) / without.length, "%"),
    beside(
      "handbook: quotes an answer, characters a quote",
      `${(quotes.length / count(answered, isGiven)).toFixed(2)}, ${Math.round(length)}`,
    ),
  ];
}

function speedOf(asked: readonly Asked[], stallMs: number): readonly Figure[] {
  const times = asked.map(({ ms }) => ms);
  return [
    atMost("handbook: answer p95", 100, percentile(times, 0.95), "ms"),
    beside("handbook: answer p50", `${percentile(times, 0.5).toFixed(1)} ms`),
    beside("handbook: longest stall of the main thread", `${stallMs.toFixed(1)} ms`),
  ];
}

/** Of the documents and passages that the answers are made from. */
async function searchQuality({ ports, actor }: Bench, questions: readonly Question[]): Promise<readonly Figure[]> {
  let first = 0;
  let five = 0;
  let passages = 0;
  for (const { question, gold = [] } of questions) {
    const { hits } = await search(ports, actor, { query: question, limit: 10, filters: {}, explain: false });
    const place = hits.findIndex(({ document }) => gold.some(({ file }) => file === document.externalId));
    if (place === 0) first++;
    if (place >= 0 && place < 5) five++;
    if (hits.some(({ passage }) => gold.some(({ sentence = "" }) => holds(passage.text, sentence)))) passages++;
  }
  return [
    beside("handbook: gold document first, in the first five, of 100", `${first}, ${five}`),
    beside("handbook: gold passage the best one of a document in the first ten, of 100", String(passages)),
  ];
}

/** Refusals where nothing was fitted to: questions with their texts, and the same questions put to texts about something else. */
async function onOtherTexts(folder: string | undefined): Promise<readonly Figure[]> {
  if (folder === undefined || !["xquad-en", "mismatch"].every((name) => existsSync(join(folder, name)))) {
    return [beside("answers from other texts", "skipped: SMARTY_BENCH_EVAL names no folder with xquad-en and mismatch")];
  }
  const wikipedia = readEvaluationSet(join(folder, "xquad-en"));
  const mismatch = readEvaluationSet(join(folder, "mismatch"));
  const bench = await openBench();
  try {
    await bench.addTexts("wikipedia", wikipedia.corpus);
    const onWikipedia = await askSet(bench, wikipedia.queries);
    const handbook = await askAll(bench, readLines(join(HANDBOOK, "questions.jsonl")));
    await bench.addTexts("mismatch", mismatch.corpus);
    const onMismatch = await askSet(bench, mismatch.queries);
    return [
      beside("XQuAD: refused, answered from the right paragraph", onWikipedia),
      beside("mismatch: the same", onMismatch),
      beside("handbook's questions put to XQuAD's paragraphs: refused", `${count(handbook, isRefused)} %`),
    ];
  } finally {
    await bench.close();
  }
}

async function askSet(bench: Bench, queries: ReturnType<typeof readEvaluationSet>["queries"]): Promise<string> {
  let refused = 0;
  let right = 0;
  for (const { text, relevant } of queries) {
    const answer = await ask(bench, text);
    if (answer.mode === "none") refused++;
    const { content } = bench.ports.database.forActor(bench.actor);
    const documents = await Promise.all(answer.citations.map(({ documentId }) => content.document(documentId)));
    if (documents.some((document) => document !== null && relevant.has(document.externalId.replace(/\.md$/, "")))) right++;
  }
  return `${percent(refused, queries.length)}, ${percent(right, queries.length)}`;
}

async function askAll(bench: Bench, questions: readonly Question[]): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    const answer = await ask(bench, question.question);
    asked.push({ question, answer, ms: performance.now() - startedAt });
  }
  return asked;
}

async function ask({ ports, actor }: Bench, question: string): Promise<Answer> {
  const { runId, ended } = await startRun(ports, actor, { question, filters: {} });
  await ended;
  const run = await ports.database.forActor(actor).answers.run(runId);
  if (run?.state !== "done") throw new Error(`"${question}" ended as ${run?.state}: ${run?.error?.message ?? ""}`);
  return readAnswer(ports, actor, run);
}

/** The questions that went wrong, for whoever wants to do better. */
function report(print: BenchContext["print"], answered: readonly Asked[], without: readonly Asked[]): void {
  for (const asked of answered) {
    if (!isFound(asked)) print(`  ${isRefused(asked) ? "refused  " : "not found"}  ${asked.question.id}  ${asked.question.question}`);
  }
  for (const asked of without) if (!isRefused(asked)) print(`  answered   ${asked.question.id}  ${asked.question.question}`);
}

function shares(answered: readonly Asked[], without: readonly Asked[]): string {
  return `${count(answered, isFound)}, ${count(answered, isRefused)} / ${percent(count(without, isRefused), without.length)}`;
}

const isRefused = ({ answer }: Asked): boolean => answer.mode === "none";
const isGiven = (asked: Asked): boolean => !isRefused(asked);
const isFound = ({ question, answer }: Asked): boolean => holdsGold(question, answer.citations);

function holdsGold({ gold = [] }: Question, citations: Answer["citations"]): boolean {
  return citations.some(({ quote }) => gold.some(({ sentence = "" }) => holds(quote, sentence)));
}

function holds(text: string, sentence: string): boolean {
  return withoutBreaks(text).includes(withoutBreaks(sentence));
}

function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function count(asked: readonly Asked[], holdsFor: (asked: Asked) => boolean): number {
  return asked.filter(holdsFor).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function readLines(file: string): Question[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Question);
}
