import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRandom, type Random } from "./random.ts";

/** A folder of made-up files of many kinds, changed the same way by the same seed. */
export interface Corpus {
  readonly folder: string;
  readonly count: number;
  /** Changes, renames, deletes and adds `steps` files. */
  mutate(steps: number): void;
}

export interface CorpusOptions {
  readonly folder: string;
  readonly seed: number;
  readonly files: number;
  /** Paragraphs of the longest files; each is about a passage. */
  readonly longest: number;
  /** Share of files that are read in the disposable process, which is slow to start. */
  readonly risky: number;
}

const FOLDERS = ["", "hr", "hr/pay", "legal", "legal/contracts/2025", "teams/north", "teams/south", "archive"];
const PLAIN = ["md", "txt", "csv", "json", "ts"] as const;
const RISKY = ["html", "pdf"] as const;
/** Skipped or failed on purpose. */
const BROKEN = ["empty.md", "picture.png", "broken.pdf"] as const;

const WORDS =
  "north budget river contract leave holiday salary invoice engine harbour winter ticket server backup policy garden bridge owner meeting receipt travel hotel train laptop office window paper coffee summer report quarter market sample battery signal cable dinner mountain forest member parental notice letter archive museum violin".split(
    " ",
  );

export function createCorpus({ folder, seed, files, longest, risky }: CorpusOptions): Corpus {
  const random = createRandom(seed);
  const names: string[] = [];
  let made = 0;
  const write = (name: string): void => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contentOf(name, random, lengthOf(random, longest)));
  };
  const add = (): void => {
    const name = newName(random, made++, risky);
    names.push(name);
    write(name);
  };
  mkdirSync(folder, { recursive: true });
  for (const name of BROKEN) {
    names.push(name);
    write(name);
  }
  while (names.length < files) add();
  return {
    folder,
    get count() {
      return names.length;
    },
    mutate: (steps) => {
      for (let step = 0; step < steps; step++) mutateOne(random, folder, names, { write, add });
    },
  };
}

type Change = "rewrite" | "rename" | "remove" | "add";

function mutateOne(
  random: Random,
  folder: string,
  names: string[],
  { write, add }: { readonly write: (name: string) => void; readonly add: () => void },
): void {
  const change = random.pick<Change>(["rewrite", "rewrite", "rename", "remove", "add"]);
  const at = random.between(BROKEN.length, names.length - 1);
  const name = names[at];
  if (name === undefined || change === "add") return add();
  if (change === "rewrite") return write(name);
  names.splice(at, 1);
  if (change === "remove") return rmSync(join(folder, name));
  const renamed = name.replace(/(?=\.\w+$)/, `-moved${random.between(1, 9999)}`);
  renameSync(join(folder, name), join(folder, renamed));
  names.push(renamed);
}

function newName(random: Random, number: number, risky: number): string {
  const extension = random.next() < risky ? random.pick(RISKY) : random.pick(PLAIN);
  return join(random.pick(FOLDERS), `${random.pick(WORDS)}-${number}.${extension}`);
}

/** Most are short; some are long, so that a batch may be cut anywhere. */
function lengthOf(random: Random, longest: number): number {
  return random.next() < 0.9 ? random.between(1, 6) : random.between(7, longest);
}

function contentOf(name: string, random: Random, paragraphs: number): string | Uint8Array {
  if (name.endsWith("empty.md")) return "   \n";
  if (name.endsWith("picture.png")) return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  if (name.endsWith("broken.pdf")) return "%PDF-1.7\nnothing of what it promises\n";
  const texts = Array.from({ length: paragraphs }, () => sentenceRun(random));
  if (name.endsWith(".csv")) return ["who,what,note", ...texts.map((text, row) => `${random.pick(WORDS)},${row},${text}`)].join("\n");
  if (name.endsWith(".json"))
    return JSON.stringify(
      texts.map((text, id) => ({ id, text })),
      null,
      1,
    );
  if (name.endsWith(".ts"))
    return texts.map((text, at) => `/** ${text} */\nexport const value${at} = "${random.pick(WORDS)}";\n`).join("\n");
  if (name.endsWith(".html")) return htmlOf(random, texts);
  if (name.endsWith(".pdf")) return pdfOf(texts.slice(0, 3));
  const heading = `# ${random.pick(WORDS)} and ${random.pick(WORDS)} ${random.between(1, 99)}\n\n`;
  return `${name.endsWith(".md") ? heading : ""}${texts.join("\n\n")}\n`;
}

/** About a hundred words: a passage holds one or two. */
function sentenceRun(random: Random): string {
  const sentence = (): string => {
    const words = Array.from({ length: random.between(8, 14) }, () => random.pick(WORDS));
    return `The ${words.join(" ")} ${random.between(1, 9999)}.`;
  };
  return Array.from({ length: random.between(5, 9) }, sentence).join(" ");
}

function htmlOf(random: Random, texts: readonly string[]): string {
  const body = texts.map((text) => `<h2>${random.pick(WORDS)}</h2><p>${text}</p>`).join("\n");
  return `<!doctype html><html lang="en"><head><title>${random.pick(WORDS)} page</title></head><body><main>${body}</main></body></html>`;
}

/** One page of Helvetica for each text, in the smallest file that readers accept. */
function pdfOf(texts: readonly string[]): Uint8Array {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  const kids: string[] = [];
  for (const text of texts) {
    const lines = text.match(/.{1,80}(\s|$)/g) ?? [];
    const content = `BT /F1 11 Tf 14 TL 72 720 Td ${lines.map((line) => `(${line.trim()}) Tj T*`).join(" ")} ET`;
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    const resources = "/Resources << /Font << /F1 3 0 R >> >>";
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${resources} /Contents ${objects.length} 0 R >>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Kids [${kids.join(" ")}] /Count ${kids.length} >>`;
  let text = "%PDF-1.4\n";
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return new TextEncoder().encode(text + end);
}
