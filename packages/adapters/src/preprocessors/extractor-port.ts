import type { Extractor } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { createExtractor, isReadHere } from "./extract.ts";
import { createTesseract } from "./ocr/tesseract.ts";
import { builtInPreprocessors, pickPreprocessor, preprocessorsVersion } from "./registry.ts";
import { createSandboxRunner } from "./sandbox/create-sandbox-runner.ts";

export interface ExtractorPortOptions {
  /** Absent: pictures, and PDFs that hold nothing else, are skipped with that reason. */
  readonly ocr?: { readonly languages: string };
}

/** The built-in preprocessors behind core's port; `stop` ends the disposable process. Throws `config` when text recognition is wanted and missing. */
export function createExtractorPort({ ocr }: ExtractorPortOptions = {}): { readonly extractor: Extractor; stop(): Promise<void> } {
  const preprocessors = builtInPreprocessors();
  const sandbox = createSandboxRunner();
  const recognition = ocr === undefined ? undefined : createTesseract(ocr);
  const readers = { preprocessors, sandbox, ...(recognition !== undefined && { recognition }) };
  const byContent = createExtractor(readers);
  // Switching it on, or to other languages, has everything read again that it could read.
  const recognitionVersion = recognition === undefined ? "" : `,recognition@${recognition.version}:${ocr?.languages}`;
  return {
    extractor: {
      version: preprocessorsVersion(preprocessors) + recognitionVersion,
      isReadHere: (place) => isReadHere(readers, place),
      extract: async ({ mimeType, ...input }) => {
        if (mimeType === undefined) return byContent(input);
        const preprocessor = pickPreprocessor(preprocessors, mimeType);
        if (preprocessor === undefined) throw new SmartyError("unsupported", `Files of the type ${mimeType} are not read.`);
        const full = { ...input, mimeType };
        const extracted = await (preprocessor.isolated ? sandbox.run(preprocessor.id, full) : preprocessor.extract(full));
        return { ...extracted, mimeType };
      },
    },
    stop: async () => {
      await sandbox.stop();
    },
  };
}
