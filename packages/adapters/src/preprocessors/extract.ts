import { type Extracted, isSmartyError, type PreprocessInput, type Preprocessor, SmartyError } from "@smartypants/sdk";
import { adviceFor, describeType } from "./describe-type.ts";
import { PICTURE_TYPES, type TextRecognition } from "./ocr/recognition.ts";
import { pickPreprocessor } from "./registry.ts";
import type { SandboxRunner } from "./sandbox/create-sandbox-runner.ts";
import { sniffType } from "./sniff-type.ts";

export type ExtractInput = Omit<PreprocessInput, "mimeType">;

export interface ExtractorOptions {
  /** In order of preference. */
  readonly preprocessors: readonly Preprocessor[];
  /** Runs the isolated ones. */
  readonly sandbox: Pick<SandboxRunner, "run">;
  /** Reads pictures, and PDFs of pictures; absent when it is switched off. */
  readonly recognition?: TextRecognition;
}

/** Extracted text with the type found and the preprocessor that read it. */
export type ExtractedFile = Extracted & { readonly mimeType: string; readonly preprocessorId: string };

/** Whether a file is read in this thread, which can do nothing else meanwhile. */
export function isReadHere(
  { preprocessors, recognition }: Pick<ExtractorOptions, "preprocessors" | "recognition">,
  { bytes, filename, mimeType = sniffType(bytes, filename) }: Pick<PreprocessInput, "bytes" | "filename"> & { readonly mimeType?: string },
): boolean {
  const preprocessor = pickPreprocessor(preprocessors, mimeType);
  return preprocessor === undefined ? recognition?.mimeTypes.includes(mimeType) !== true : !preprocessor.isolated;
}

/**
 * Finds out what a file is and has it read: text-like formats in this thread, all others in the disposable process. Rejects with the
 * SmartyErrors of Preprocessor, and `aborted` when the signal says so.
 */
export function createExtractor({
  preprocessors,
  sandbox,
  recognition,
}: ExtractorOptions): (input: ExtractInput) => Promise<ExtractedFile> {
  return async (input) => {
    if (input.signal.aborted) throw new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it.");
    if (input.bytes.length === 0) throw new SmartyError("empty", "This file is empty (0 bytes). If it should not be, upload it once more.");
    const mimeType = sniffType(input.bytes, input.filename);
    const full = { ...input, mimeType };
    const recognises = recognition?.mimeTypes.includes(mimeType) === true ? recognition : undefined;
    const preprocessor = pickPreprocessor(preprocessors, mimeType);
    if (preprocessor === undefined) {
      if (recognises === undefined) throw unreadable(mimeType);
      return recognise(recognises, full);
    }
    try {
      const extracted = await (preprocessor.isolated ? sandbox.run(preprocessor.id, full) : preprocessor.extract(full));
      return { ...extracted, mimeType, preprocessorId: preprocessor.id };
    } catch (error) {
      // It holds pictures only: what the recognition says about them is the better word, also when it finds nothing.
      if (recognises === undefined || !isSmartyError(error) || error.code !== "scanned") throw error;
      return recognise(recognises, full);
    }
  };
}

async function recognise(recognition: TextRecognition, input: PreprocessInput): Promise<ExtractedFile> {
  return { ...(await recognition.recognise(input)), mimeType: input.mimeType, preprocessorId: "recognition" };
}

function unreadable(mimeType: string): SmartyError {
  if (mimeType === "application/x-encrypted-office")
    return new SmartyError("encrypted", "This office file opens with a password only. Upload a version without one.");
  if (PICTURE_TYPES.includes(mimeType))
    return new SmartyError(
      "unsupported",
      `${describeType(mimeType)} are not read yet: text recognition (OCR) is switched off. Whoever runs this server can switch it on with SMARTY_OCR=tesseract.`,
    );
  return new SmartyError("unsupported", `${describeType(mimeType)} are not read yet. ${adviceFor(mimeType)}`);
}
