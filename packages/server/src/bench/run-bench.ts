import type { BenchContext } from "./bench-context.ts";
import { describeMachine, type Figure, printTable } from "./figures.ts";

type Bench = (context: BenchContext) => Promise<readonly Figure[]>;

/** Loaded one by one, so that none measures the others' modules. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  start: async () => (await import("./start.ts")).benchStart,
  retrieval: async () => (await import("./retrieval.ts")).benchRetrieval,
  vectors: async () => (await import("./vectors.ts")).benchVectors,
  lexical: async () => (await import("./lexical.ts")).benchLexical,
  "search-http": async () => (await import("./search-over-http.ts")).benchSearchOverHttp,
  ingest: async () => (await import("./ingest.ts")).benchIngest,
  pdf: async () => (await import("./pdf.ts")).benchPdf,
  slack: async () => (await import("./slack.ts")).benchSlack,
  drive: async () => (await import("./drive.ts")).benchDrive,
  documents: async () => (await import("./documents.ts")).benchDocuments,
  answers: async () => (await import("./answers.ts")).benchAnswers,
  citations: async () => (await import("./citations.ts")).benchCitations,
  "web-stream": async () => (await import("./web.ts")).benchWebStream,
  "web-scroll": async () => (await import("./web.ts")).benchWebScroll,
  embedder: async () => (await import("./embedder.ts")).benchEmbedder,
};

/** Runs the named benches, or all of them, one after the other. A figure that misses its target is printed, not thrown. */
export async function runBench(names: readonly string[], context: BenchContext): Promise<void> {
  const { print } = context;
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) return print(`There is no bench "${unknown.join('", "')}". The benches are: ${Object.keys(BENCHES).join(", ")}.`);
  print(describeMachine());
  for (const [name, load] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    print(`\n${name}`);
    const startedAt = performance.now();
    try {
      printTable(print, await (await load())(context));
    } catch (error) {
      // The others are still worth running.
      print(`  could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    print(`  (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  }
}
