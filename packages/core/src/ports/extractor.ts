import type { Extracted } from "@smartypants/sdk";

export interface ExtractInput {
  readonly bytes: Uint8Array;
  readonly filename: string;
  /** Absent: the type is found by content. */
  readonly mimeType?: string;
  /** From which child on; see `PreprocessInput`. */
  readonly childrenFrom?: number;
  readonly signal: AbortSignal;
}

/** Of which kind some bytes are, as far as that decides where they are read. */
export type ExtractPlace = Pick<ExtractInput, "bytes" | "filename" | "mimeType">;

/** Finds the preprocessor for some bytes and runs it where it is safe. Throws what a preprocessor throws. */
export interface Extractor {
  /** Changes when any preprocessor does. */
  readonly version: string;
  /** Whether `extract` keeps this thread busy; false when the work is another process's, so that others may go on meanwhile. */
  isReadHere(input: ExtractPlace): boolean;
  extract(input: ExtractInput): Promise<Extracted & { readonly mimeType: string }>;
}
