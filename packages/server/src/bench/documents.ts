import { copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchContext } from "./bench-context.ts";
import { benchBesideHostile } from "./beside-hostile.ts";
import { atLeast, beside, createRandom, type Figure } from "./figures.ts";
import { type ServerUnderBench, startServerProcess } from "./server-under-bench.ts";

/** Where Debian and its relatives keep what programs come with. */
const DEFAULT_FOLDER = "/usr/share/doc";
const ENOUGH_FILES = 200;
const SAMPLE = 200;
const SHARE = 98;
/** As a folder's own setting; larger files are that reason's, not the readers'. */
const MAX_BYTES = 50 * 1024 * 1024;
/** Reasons that lie in the file: nobody could index it. */
const TRUE_REASONS = new Set(["empty", "encrypted", "scanned", "too_large", "unsupported"]);
/** Names of what a person would take for a document. */
const DOCUMENTS = /^(?:\.html?|\.pdf|\.md|\.txt|\.rst|\.csv|\.json|\.xml|\.docx|\.xlsx|\.pptx|\.odt|\.ods|\.odp|\.epub|\.eml|\.rtf|)$/i;

interface Item {
  readonly externalId: string;
  readonly state: string;
  readonly reasonCode?: string;
  readonly reason?: string;
}

/** How many of 200 documents from elsewhere can be found afterwards, and why not the others; and what hostile ones cost those beside them. */
export async function benchDocuments(context: BenchContext): Promise<readonly Figure[]> {
  return [...(await benchSample(context)), ...(await benchBesideHostile(context))];
}

async function benchSample({ print, documentsFolder }: BenchContext): Promise<readonly Figure[]> {
  const from = documentsFolder ?? DEFAULT_FOLDER;
  const found = existsSync(from) ? documentsIn(from) : [];
  if (documentsFolder === undefined && found.length < ENOUGH_FILES)
    return [beside("documents", `left out: ${from} has ${found.length} documents; name a folder in SMARTY_BENCH_DOCUMENTS`)];
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  try {
    const names = copySample(found, join(folder, "files"));
    const server = await startServerProcess(join(folder, "data"));
    try {
      const { items, seconds } = await readAll(server, join(folder, "files"));
      return figuresOf(items, names, seconds, print);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plain files below a folder with a name that promises text. */
function documentsIn(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const isDocument = DOCUMENTS.test(extname(entry.name)) && !entry.name.startsWith(".");
    if (entry.isFile() && isDocument && lstatSync(file).size <= MAX_BYTES) found.push(file);
  }
  return found.toSorted();
}

/** The same ones each time, half of them spread over the kinds of files, so that ten thousand pages do not hide ten books. */
function copySample(files: readonly string[], folder: string): ReadonlyMap<string, string> {
  const random = createRandom(11);
  const kinds = Map.groupBy(files, (file) => extname(file).toLowerCase());
  const each = Math.ceil(SAMPLE / 2 / kinds.size);
  const shuffled = (list: readonly string[]) =>
    list
      .map((file) => ({ file, order: random() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ file }) => file);
  const chosen = new Set([...kinds.values()].flatMap((kind) => shuffled(kind).slice(0, each)));
  for (const file of shuffled(files)) if (chosen.size < SAMPLE) chosen.add(file);
  mkdirSync(folder);
  const names = new Map<string, string>();
  for (const [at, file] of [...chosen].entries()) {
    const name = `${at}-${basename(file)}`;
    copyFileSync(file, join(folder, name));
    names.set(name.normalize("NFC"), file);
  }
  return names;
}

async function readAll(server: ServerUnderBench, path: string): Promise<{ readonly items: readonly Item[]; readonly seconds: number }> {
  const body = { connector: "folder", name: "Documents", settings: { path }, access: { mode: "everyone" }, schedule: null };
  const { id } = await server.call<{ id: string }>("POST", "/sources", body);
  const startedAt = performance.now();
  const { syncRunId } = await server.call<{ syncRunId: string }>("POST", `/sources/${id}/sync`, {});
  for (;;) {
    const { state } = await server.call<{ state: string }>("GET", `/sync-runs/${syncRunId}`);
    if (!["queued", "running"].includes(state)) break;
    await pause(100);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const items: Item[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: readonly Item[]; nextCursor: string | null } = await server.call("GET", `/sources/${id}/items?limit=100${more}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return { items, seconds };
}

function figuresOf(
  items: readonly Item[],
  names: ReadonlyMap<string, string>,
  seconds: number,
  print: BenchContext["print"],
): readonly Figure[] {
  const own = items.filter((item) => names.has(item.externalId));
  const rest = own.filter((item) => item.state !== "indexed");
  for (const { externalId, state, reasonCode, reason } of rest)
    print(`  ${names.get(externalId) ?? externalId}: ${state}, ${reasonCode ?? ""}: ${reason ?? ""}`);
  const explained = rest.filter(({ state, reasonCode }) => state === "skipped" && TRUE_REASONS.has(reasonCode ?? "")).length;
  const share = (count: number) => (100 * count) / Math.max(1, names.size);
  return [
    beside("documents from elsewhere", `${names.size}, in ${seconds.toFixed(1)} s`),
    beside("indexed", `${share(own.length - rest.length).toFixed(1)} %`),
    atLeast("indexed, or left out for a reason that lies in the file", SHARE, share(own.length - rest.length + explained), "%"),
  ];
}
