import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Answer, type ChatModels, readAnswer, startRun } from "@smartypants/core";
import { defineLlm, type LlmMessage } from "@smartypants/sdk";
import type { BenchContext } from "./bench-context.ts";
import { atLeast, atMost, beside, createRandom, type Figure, percentile } from "./figures.ts";
import { type Bench, openBench } from "./harness.ts";
import { paraphrase } from "./paraphrase.ts";

const HANDBOOK = fileURLToPath(new URL("../../../../examples/handbook/", import.meta.url));
const SEED = 20_261_121;
const WARM_UP = 20;
const WRONG_SHARE = 0.3;
const CLAIMS_BESIDE_GOLD = 2;

interface Question {
  readonly id: string;
  readonly question: string;
  readonly gold: readonly { readonly sentence: string }[];
}

/** A statement of a scripted answer. */
interface Claim {
  readonly text: string;
  readonly isWrong: boolean;
  readonly sentence: string;
}

interface Counts {
  readonly wrong: Claim[];
  readonly right: Claim[];
  readonly wrongRemoved: Claim[];
  readonly rightRemoved: Claim[];
  /** Of whole answers, in milliseconds, and of each citation in them. */
  readonly checkMs: number[];
  readonly citationMs: number[];
  broken: number;
}

/**
 * How well the server checks a model's citations: a scripted model answers the handbook's questions with sentences of the passages it was shown in other words,
 * and puts to three in ten of them the number of another passage that was found for the same question.
 */
export async function benchCitations({ print }: BenchContext): Promise<readonly Figure[]> {
  const bench = await openBench();
  const counts = emptyCounts();
  try {
    await bench.addFolder(join(HANDBOOK, "files"), "handbook");
    const random = createRandom(SEED);
    const questions = readQuestions();
    // The first answers compile what checks them.
    for (const question of questions.slice(0, WARM_UP)) await askOne(bench, question, createRandom(SEED), emptyCounts());
    for (const question of questions) await askOne(bench, question, random, counts);
  } finally {
    await bench.close();
  }
  const { wrong, right, wrongRemoved, rightRemoved, broken, checkMs, citationMs } = counts;
  for (const claim of wrong) if (!wrongRemoved.includes(claim)) print(`  wrong, kept     ${claim.text}`);
  for (const claim of rightRemoved) print(`  right, removed  ${claim.text}  <-  ${claim.sentence}`);
  return [
    atLeast("wrong citations removed", 80, (100 * wrongRemoved.length) / wrong.length, "%"),
    atMost("right citations removed", 5, (100 * rightRemoved.length) / right.length, "%"),
    atMost("citations whose quote is not the slice, or that dangle", 0, broken, ""),
    beside("citations judged, wrong among them", `${wrong.length + right.length}, ${wrong.length}`),
    beside(
      "checking a whole answer against up to 14 passages, p50 / p95",
      `${percentile(checkMs, 0.5).toFixed(1)} / ${percentile(checkMs, 0.95).toFixed(1)} ms`,
    ),
    beside("the same a citation, p50 / p95", `${percentile(citationMs, 0.5).toFixed(1)} / ${percentile(citationMs, 0.95).toFixed(1)} ms`),
  ];
}

function emptyCounts(): Counts {
  return { wrong: [], right: [], wrongRemoved: [], rightRemoved: [], checkMs: [], citationMs: [], broken: 0 };
}

async function askOne(bench: Bench, question: Question, random: () => number, counts: Counts): Promise<void> {
  const claims: Claim[] = [];
  const models = modelsThatSay(
    (messages) => {
      claims.push(...claimsFor(question, messages, random));
      return claims.map(({ text }) => `- ${text}\n`).join("");
    },
    (ms) => {
      counts.checkMs.push(ms);
      counts.citationMs.push(ms / Math.max(1, claims.length));
    },
  );
  const answer = await ask({ ...bench, ports: { ...bench.ports, models } }, question.question);
  const lines = answer.answer.split("\n");
  for (const claim of claims) {
    const words = claim.text.replace(/ \[\d+\]\.$/, "");
    const isKept = lines.some((line) => line.includes(words) && /\[\d+\]\.$/.test(line));
    (claim.isWrong ? counts.wrong : counts.right).push(claim);
    if (!isKept) (claim.isWrong ? counts.wrongRemoved : counts.rightRemoved).push(claim);
  }
  const shown = Array.from(answer.answer.matchAll(/\[(\d+)\]/g), ([, marker]) => Number(marker));
  const markers = new Set(answer.citations.map(({ marker }) => marker));
  counts.broken += shown.filter((marker) => !markers.has(marker)).length + (await falseQuotes(bench, answer));
}

async function falseQuotes({ ports, actor }: Bench, answer: Answer): Promise<number> {
  const { content } = ports.database.forActor(actor);
  let broken = 0;
  for (const { documentId, version, start, end, quote } of answer.citations) {
    const stored = await content.text(documentId, version);
    if (stored?.text.slice(start, end) !== quote || quote === "") broken++;
  }
  return broken;
}

/** The gold sentences and a few others of the passages, each with the number of its passage or, by chance, of another. */
function claimsFor({ gold }: Question, messages: readonly LlmMessage[], random: () => number): Claim[] {
  const passages = passagesIn(messages);
  const goldSentences = gold.map(({ sentence }) => flat(sentence)).filter((sentence) => passages.some((text) => text.includes(sentence)));
  const others = passages.slice(0, 5).flatMap(sentencesOf);
  const more = Array.from({ length: CLAIMS_BESIDE_GOLD }, () => others[Math.floor(random() * others.length)] ?? "");
  const chosen = [...new Set([...goldSentences, ...more])].filter((sentence) => sentence !== "");
  return chosen.flatMap((sentence): Claim[] => {
    const right = passages.findIndex((text) => text.includes(sentence));
    // What is found together and near the top is about the same subject.
    const near = passages.map((_text, index) => index).filter((index) => index < 6 && !passages[index]?.includes(sentence));
    const wrong = near[Math.floor(random() * near.length)];
    const isWrong = random() < WRONG_SHARE && wrong !== undefined;
    const number = (isWrong ? (wrong ?? 0) : right) + 1;
    return [{ text: `${paraphrase(sentence, random)} [${number}].`, isWrong, sentence }];
  });
}

function passagesIn(messages: readonly LlmMessage[]): string[] {
  const prompt = messages.at(-1)?.content ?? "";
  const delimiter = /^=====\w+/.exec(prompt)?.[0] ?? "=====";
  const parts = prompt.split(new RegExp(`^${delimiter} .*$`, "m")).slice(1, -1);
  return parts.map((part) => flat(part.split("\n").slice(2).join("\n")));
}

/** Sentences that state something on their own. */
function sentencesOf(text: string): string[] {
  const sentences = text.match(/(?<=^|[.!] )\p{Lu}[^.!?|{}:\t]{40,220}\.(?= |$)/gu) ?? [];
  return sentences.filter((sentence) => !/^(?:It|This|That|They|These|Then|Also|He|She|Both)\b/.test(sentence));
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** `onChecked`: how long the whole text was worked on before the next piece was asked for. */
function modelsThatSay(say: (messages: readonly LlmMessage[]) => string, onChecked: (ms: number) => void): ChatModels {
  const llm = defineLlm({
    id: "bench/scripted",
    contextTokens: 16_000,
    async *stream(messages) {
      const text = say(messages);
      const from = performance.now();
      yield { type: "delta", text };
      onChecked(performance.now() - from);
      yield { type: "end", reason: "stop", inputTokens: 0, outputTokens: 0 };
    },
  });
  return { open: async () => llm };
}

async function ask({ ports, actor }: Bench, question: string): Promise<Answer> {
  const { runId, ended } = await startRun(ports, actor, { question, filters: {} });
  await ended;
  const run = await ports.database.forActor(actor).answers.run(runId);
  if (run?.state !== "done") throw new Error(`"${question}" ended as ${run?.state}: ${run?.error?.message ?? ""}`);
  return readAnswer(ports, actor, run);
}

function readQuestions(): readonly Question[] {
  const file = join(HANDBOOK, "questions.jsonl");
  if (!existsSync(file)) throw new Error("examples/handbook is not here");
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Question);
}
