import type { Print } from "./figures.ts";

export interface BenchContext {
  /** What takes long says so. */
  readonly print: Print;
  /** Folder with scifact/, xquad-en/ and mismatch/ in the BEIR layout; some benches need it. */
  readonly evaluationFolder: string | undefined;
  /** Folder with local embedding models, as SMARTY_MODELS_DIR has it: those that are there are measured beside the built-in one. */
  readonly modelsFolder?: string | undefined;
  /** Folder with documents from elsewhere, for the bench that reads them. */
  readonly documentsFolder?: string | undefined;
}
