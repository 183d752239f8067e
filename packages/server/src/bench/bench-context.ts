import type { Print } from "./figures.ts";

export interface BenchContext {
  /** What takes long says so. */
  readonly print: Print;
  /** Folder with scifact/, xquad-en/ and mismatch/ in the BEIR layout; some benches need it. */
  readonly evaluationFolder: string | undefined;
}
