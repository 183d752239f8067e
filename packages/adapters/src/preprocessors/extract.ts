import { type Extracted, type PreprocessInput, type Preprocessor, SmartyError } from "@smartypants/sdk";
import { describeType } from "./describe-type.ts";
import { pickPreprocessor } from "./registry.ts";
import type { SandboxRunner } from "./sandbox/create-sandbox-runner.ts";
import { sniffType } from "./sniff-type.ts";

export type ExtractInput = Omit<PreprocessInput, "mimeType">;

export interface ExtractorOptions {
  /** In order of preference. */
  readonly preprocessors: readonly Preprocessor[];
  /** Runs the isolated ones. */
  readonly sandbox: Pick<SandboxRunner, "run">;
}

/** Extracted text with the type found and the preprocessor that read it. */
export type ExtractedFile = Extracted & { readonly mimeType: string; readonly preprocessorId: string };

/**
 * Finds out what a file is and has it read: text-like formats in this thread, all others in the disposable process. Rejects with the
 * SmartyErrors of Preprocessor, and `aborted` when the signal says so.
 */
export function createExtractor({ preprocessors, sandbox }: ExtractorOptions): (input: ExtractInput) => Promise<ExtractedFile> {
  return async (input) => {
    if (input.signal.aborted) throw new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it.");
    if (input.bytes.length === 0) throw new SmartyError("empty", "This file is empty (0 bytes). If it should not be, upload it once more.");
    const mimeType = sniffType(input.bytes, input.filename);
    const preprocessor = pickPreprocessor(preprocessors, mimeType);
    if (preprocessor === undefined) throw unreadable(mimeType);
    const full = { ...input, mimeType };
    const extracted = await (preprocessor.isolated ? sandbox.run(preprocessor.id, full) : preprocessor.extract(full));
    return { ...extracted, mimeType, preprocessorId: preprocessor.id };
  };
}

function unreadable(mimeType: string): SmartyError {
  if (mimeType === "application/x-encrypted-office")
    return new SmartyError("encrypted", "This office file opens with a password only. Upload a version without one.");
  return new SmartyError(
    "unsupported",
    `${describeType(mimeType)} are not read yet. If this one holds text, save it as PDF, HTML or plain text.`,
  );
}
