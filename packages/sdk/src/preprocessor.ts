import type { ErrorCode } from "./errors.ts";

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
  /** Documents inside of this one: each becomes a document of its own, with this one's permissions. */
  readonly children?: ChildPage;
}

/** An attachment of a mail, a file in an archive. */
export interface ChildDocument {
  /**
   * Where it lies in its parent, folders divided by `/`, its file name last. Unique among its siblings and the same at every reading: it becomes
   * a part of the child's id. Never a path to write to.
   */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly updatedAt?: number;
  /** Its bytes, or why they cannot be had, in words for users. One that cannot be had harms neither its parent nor its siblings. */
  readonly content: Uint8Array | { readonly code: ErrorCode; readonly message: string };
}

/** Some of the children, so few that they fit into memory: about 32 MB, or a single one. */
export interface ChildPage {
  readonly items: readonly ChildDocument[];
  /** What to ask for next by `childrenFrom`; absent after the last. */
  readonly next?: number;
}

export interface PreprocessInput {
  readonly bytes: Uint8Array;
  /** Found by content, not by name. */
  readonly mimeType: string;
  readonly filename: string;
  /** The `next` of the page of children before: everything else is given as at the first time. Absent: from the first child on. */
  readonly childrenFrom?: number;
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
