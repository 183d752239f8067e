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

/** Finds the preprocessor for some bytes and runs it where it is safe. Throws what a preprocessor throws. */
export interface Extractor {
  /** Changes when any preprocessor does. */
  readonly version: string;
  extract(input: ExtractInput): Promise<Extracted & { readonly mimeType: string }>;
}
