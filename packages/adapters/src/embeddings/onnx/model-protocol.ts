import { ERROR_CODES, type ErrorData } from "@smartypants/sdk";

/** What the child is told on its command line. */
export interface ModelTask {
  readonly modelFile: string;
  readonly tokenizerFile: string;
  /** Absent in the folders of some models; the tokenizer's own file then says enough. */
  readonly tokenizerSettingsFile: string | null;
  readonly dimensions: number;
  readonly pooling: "mean" | "cls";
  readonly maxTokens: number;
  readonly threads: number;
}

/** Parent to child. One at a time: the next is sent after the answer to the last. */
export interface EmbedRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

/** Child to parent. The first one, with the id 0, says that the model is loaded or why it cannot be. */
export type EmbedAnswer =
  | { readonly id: number; readonly vectors: Float32Array }
  | { readonly id: number; readonly error: Omit<ErrorData, "isSmartyError"> };

export const LOADED = 0;

/** Undefined when it is no answer to request `id` of `numbers` finite numbers. */
export function readAnswer(message: unknown, id: number, numbers: number): EmbedAnswer | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const answer = message as { readonly id?: unknown; readonly vectors?: unknown; readonly error?: unknown };
  if (answer.id !== id) return undefined;
  const { vectors, error } = answer;
  if (vectors instanceof Float32Array && vectors.length === numbers && vectors.every((value) => Number.isFinite(value))) {
    return { id, vectors };
  }
  const { code, message: text } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const known = ERROR_CODES.find((each) => each === code);
  if (known !== undefined && typeof text === "string") return { id, error: { code: known, message: text } };
  return {
    id,
    error: { code: "unavailable", message: "The embedding model answered nonsense. Try again; if it goes on, choose another model." },
  };
}
