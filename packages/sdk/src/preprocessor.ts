/** Where a passage is found in its original: opens as `#page=3`, a heading, a row. */
export interface Block {
  readonly kind: "heading" | "paragraph" | "list" | "table" | "code";
  /** Plain text. A table block is one row, its header repeated in `header`. */
  readonly text: string;
  /** 1 to 6, for headings. */
  readonly level?: number;
  /** For tables: the header row, kept with each chunk. */
  readonly header?: string;
  /** Fragment that opens this place in the original, without `#`: `page=3`, `row=17`, `line=12`, a heading's slug. */
  readonly anchor?: string;
}

export interface Extracted {
  /** In reading order. */
  readonly blocks: readonly Block[];
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly createdAt?: number;
  readonly updatedAt?: number;
  /** ISO 639-1. */
  readonly language?: string;
  /** Something was left out, in words for users; the document is indexed all the same. */
  readonly notes?: readonly string[];
}

export interface PreprocessInput {
  readonly bytes: Uint8Array;
  /** Found by content, not by name. */
  readonly mimeType: string;
  readonly filename: string;
  readonly signal: AbortSignal;
}

/**
 * Turns bytes into blocks of text. Throws SmartyError `encrypted`, `empty`, `scanned`, `too_large`, `corrupt` or `unsupported`
 * with a sentence for users. Reads nothing but its input: it runs in a process without network and files.
 */
export interface Preprocessor {
  readonly id: string;
  /** Raise it when the output changes: documents are processed again. */
  readonly version: number;
  readonly mimeTypes: readonly string[];
  /** Text-like formats run in the ingest thread; all others in a disposable process. */
  readonly isolated: boolean;
  extract(input: PreprocessInput): Promise<Extracted>;
}

export function definePreprocessor(preprocessor: Preprocessor): Preprocessor {
  if (preprocessor.mimeTypes.length === 0) throw new Error(`preprocessor ${preprocessor.id} names no MIME type`);
  return Object.freeze(preprocessor);
}
