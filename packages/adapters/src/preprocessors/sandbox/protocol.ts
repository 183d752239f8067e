import { type Block, ERROR_CODES, type ErrorData, type Extracted, fromErrorData, SmartyError } from "@smartypants/sdk";
import { readChildren } from "./read-children.ts";

/** Parent to child. One at a time: the next is sent after the answer to the last. */
export interface DocumentRequest {
  readonly id: number;
  readonly preprocessorId: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename: string;
  readonly childrenFrom?: number;
}

/** Child to parent. */
export type DocumentAnswer =
  | { readonly id: number; readonly ok: true; readonly extracted: Extracted; readonly megabytes: number }
  | { readonly id: number; readonly ok: false; readonly error: ErrorData; readonly megabytes: number };

/** What one request came to, and what the process holds after it. */
export type ReadAnswer = ({ readonly extracted: Extracted } | { readonly error: SmartyError }) & { readonly megabytes?: number };

/** Characters of text that one document may give, about a hundred long novels: more would fill the parent's memory. */
export const MAX_TEXT_CHARACTERS = 64_000_000;

/**
 * Reads an answer as coming from a process that hostile input may have taken over: takes over known fields of the right type only.
 * Undefined when it is no answer to request `id`.
 */
export function readAnswer(message: unknown, id: number): ReadAnswer | undefined {
  if (!isObject(message) || message["id"] !== id) return undefined;
  const { megabytes } = message;
  const held = typeof megabytes === "number" && megabytes > 0 ? { megabytes } : {};
  if (message["ok"] === true) {
    const extracted = readExtracted(message["extracted"]);
    return extracted === undefined ? { error: unusable() } : { ...held, extracted };
  }
  const error = message["error"];
  if (!isObject(error) || typeof error["message"] !== "string") return { error: unusable() };
  const code = ERROR_CODES.find((each) => each === error["code"]) ?? "corrupt";
  return { ...held, error: fromErrorData({ isSmartyError: true, code, message: error["message"].slice(0, 2_000) }) };
}

function unusable(): SmartyError {
  return new SmartyError(
    "corrupt",
    "The file made the reader answer nonsense. Save the document again, or in another format, and upload that version.",
  );
}

function readExtracted(value: unknown): Extracted | undefined {
  if (!isObject(value) || !Array.isArray(value["blocks"])) return undefined;
  const blocks = (value["blocks"] as unknown[]).map(readBlock);
  if (blocks.length === 0 || blocks.includes(undefined)) return undefined;
  const { title, authors, createdAt, updatedAt, language, notes } = value;
  const children = readChildren(value["children"]);
  return {
    blocks: blocks.filter((block) => block !== undefined),
    ...(typeof title === "string" && { title }),
    ...(isTexts(authors) && { authors }),
    ...(isTime(createdAt) && { createdAt }),
    ...(isTime(updatedAt) && { updatedAt }),
    ...(typeof language === "string" && { language }),
    ...(isTexts(notes) && { notes }),
    ...(children !== undefined && { children }),
  };
}

function readBlock(value: unknown): Block | undefined {
  if (!isObject(value) || typeof value["text"] !== "string") return undefined;
  const { text, level, header, anchor } = value;
  const kind = (["heading", "paragraph", "list", "table", "code"] as const).find((each) => each === value["kind"]);
  if (kind === undefined) return undefined;
  return {
    kind,
    text,
    ...(typeof level === "number" && level >= 1 && level <= 6 && { level }),
    ...(typeof header === "string" && { header }),
    ...(typeof anchor === "string" && { anchor }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
