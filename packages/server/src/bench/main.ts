import type { Print } from "./figures.ts";
import { runBench } from "./run-bench.ts";

const print: Print = (line) => void process.stdout.write(`${line}\n`);
await runBench(process.argv.slice(2), {
  print,
  evaluationFolder: process.env["SMARTY_BENCH_EVAL"],
  modelsFolder: process.env["SMARTY_BENCH_MODELS_DIR"],
  documentsFolder: process.env["SMARTY_BENCH_DOCUMENTS"],
});
