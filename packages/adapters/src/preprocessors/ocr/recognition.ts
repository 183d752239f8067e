import type { Extracted, PreprocessInput } from "@smartypants/sdk";

/** Reads text off pictures. Throws the SmartyErrors of Preprocessor. */
export interface TextRecognition {
  /** Pictures that it reads, and PDFs where it can turn their pages into pictures. */
  readonly mimeTypes: readonly string[];
  /** Raise it when the output changes: documents are processed again. */
  readonly version: number;
  recognise(input: PreprocessInput): Promise<Extracted>;
}

/** Types of pictures that can be read at all, when text recognition is switched on. */
export const PICTURE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/tiff"];
