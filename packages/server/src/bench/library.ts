import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { readEvaluationSet } from "./evaluation-set.ts";
import { createRandom } from "./figures.ts";
import { startServerProcess, syncSource } from "./server-under-bench.ts";

const FOLDERS = 1000;
const FILES_PER_FOLDER = 50;
const DOCUMENTS = FOLDERS * FILES_PER_FOLDER;
/** About two passages. */
const CHARACTERS = 1500;
/** Folders with permissions of their own, and how many of them the reader has. */
const RULES = 500;
const READABLE = 400;
/** Part of the cache's name: raise it when what is generated, or how it is stored, changes. */
const VERSION = 1;

export const READER = "reader@example.org";

/** A data directory with 100,000 passages, of which the reader may read those of 400 folders. */
export interface Library {
  readonly dataDir: string;
  readonly questions: readonly string[];
  /** Where the texts come from. */
  readonly about: string;
}

/** Made once and kept in the system's folder for temporary files. */
export async function openLibrary(context: BenchContext): Promise<Library> {
  const { sentences, questions, about } = readMaterial(context);
  const folder = join(tmpdir(), `smartypants-bench-library-${VERSION}-${context.evaluationFolder === undefined ? "words" : "evaluation"}`);
  const dataDir = join(folder, "data");
  if (existsSync(join(folder, "complete"))) return { dataDir, questions, about };
  rmSync(folder, { recursive: true, force: true });
  context.print(`  making a library of ${DOCUMENTS} documents (once) ...`);
  const files = join(folder, "files");
  writeTexts(files, createTexts(sentences, 1), FOLDERS);
  const server = await startServerProcess(dataDir);
  try {
    await server.call("POST", "/users", { name: "Reader", email: READER, role: "viewer", password: "nine slow lanterns drift" });
    const rules = Array.from({ length: RULES }, (_, at) => {
      const allow = at < READABLE ? [`user:${READER}`] : ["user:other@example.org"];
      return { path: folderName(at), mode: "restricted", allow };
    });
    const access = { mode: "restricted", allow: ["user:other@example.org"], rules };
    const { id } = await server.call<{ id: string }>("POST", "/sources", {
      connector: "folder",
      name: "Library",
      settings: { path: files },
      access,
      schedule: null,
    });
    const { seconds } = await syncSource(server, id);
    context.print(`  made in ${Math.round(seconds)} s (${Math.round(DOCUMENTS / seconds)} documents/s)`);
  } finally {
    await server.stop();
  }
  writeFileSync(join(folder, "complete.partial"), "");
  renameSync(join(folder, "complete.partial"), join(folder, "complete"));
  return { dataDir, questions, about };
}

function folderName(at: number): string {
  return `f${String(at).padStart(4, "0")}`;
}

/** Writes 50 texts into each folder. */
export function writeTexts(path: string, next: () => string, folders: number): void {
  for (let folder = 0; folder < folders; folder++) {
    const below = join(path, folderName(folder));
    mkdirSync(below, { recursive: true });
    for (let file = 0; file < FILES_PER_FOLDER; file++) writeFileSync(join(below, `note-${folder}-${file}.txt`), next());
  }
}

interface Material {
  readonly sentences: readonly string[];
  readonly questions: readonly string[];
  readonly about: string;
}

const QUESTIONS = 120;

/** Sentences and questions of the evaluation sets; without them, words as frequent as in a language. */
export function readMaterial({ evaluationFolder }: BenchContext): Material {
  if (evaluationFolder === undefined) return generatedMaterial();
  const sets = ["scifact", "xquad-en"].map((name) => readEvaluationSet(join(evaluationFolder, name)));
  return {
    sentences: sets.flatMap(({ corpus }) => corpus.flatMap(({ text }) => text.match(/[^.!?]+[.!?]+/g) ?? [])).map((each) => each.trim()),
    questions: sets.flatMap(({ queries }) => queries.slice(0, QUESTIONS / 2).map(({ text }) => text)),
    about: "sentences of SciFact and XQuAD, shuffled",
  };
}

const WORDS = 30_000;
const SENTENCES = 50_000;
const SENTENCE_WORDS = 20;
const QUESTION_WORDS = 9;
/** The commonest words would be stop words: ranks begin here. */
const FIRST_RANK = 10;

function generatedMaterial(): Material {
  const random = createRandom(3);
  const syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "du"];
  const word = (rank: number): string => Array.from(String(rank), (digit) => syllables[Number(digit)]).join("");
  // A rank drawn on a logarithmic scale has Zipf's frequencies.
  const draw = (): string => word(Math.floor(FIRST_RANK * (WORDS / FIRST_RANK) ** random()));
  const line = (length: number): string => Array.from({ length }, draw).join(" ");
  return {
    sentences: Array.from({ length: SENTENCES }, () => `${line(SENTENCE_WORDS)}.`),
    questions: Array.from({ length: QUESTIONS }, () => line(QUESTION_WORDS)),
    about: "made-up words with Zipf's frequencies",
  };
}

/** Texts of 1,500 characters made of random sentences; no two are alike. */
export function createTexts(sentences: readonly string[], seed: number): () => string {
  const random = createRandom(seed);
  return () => {
    let text = "";
    while (text.length < CHARACTERS) text += `${sentences[Math.floor(random() * sentences.length)] ?? ""} `;
    return text.slice(0, CHARACTERS);
  };
}
