import { type Extracted, isSmartyError, type Preprocessor, SmartyError, toErrorData } from "@smartypants/sdk";
import { type DocumentAnswer, type DocumentRequest, MAX_TEXT_CHARACTERS } from "./protocol.ts";

/** The child's side: answers each request of the parent, and ends with it. */
export function serveDocuments(preprocessors: readonly Preprocessor[]): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", (request: DocumentRequest) => {
    void answer(preprocessors, request).then((reply) => process.send?.(reply));
  });
}

/** Never rejects. */
async function answer(preprocessors: readonly Preprocessor[], request: DocumentRequest): Promise<DocumentAnswer> {
  try {
    return { id: request.id, ok: true, extracted: await extract(preprocessors, request), megabytes: heldMegabytes() };
  } catch (error) {
    return { id: request.id, ok: false, error: toErrorData(translate(error)), megabytes: heldMegabytes() };
  }
}

function heldMegabytes(): number {
  return process.memoryUsage.rss() / 1024 / 1024;
}

async function extract(preprocessors: readonly Preprocessor[], request: DocumentRequest): Promise<Extracted> {
  const preprocessor = preprocessors.find(({ id }) => id === request.preprocessorId);
  if (preprocessor === undefined)
    throw new SmartyError("unsupported", `The reader ${request.preprocessorId} cannot run in its own process: it is not built in.`);
  const { bytes, mimeType, filename, childrenFrom } = request;
  // Nobody aborts it from inside: the parent ends the whole process.
  const extracted = await preprocessor.extract({
    bytes,
    mimeType,
    filename,
    ...(childrenFrom !== undefined && { childrenFrom }),
    signal: new AbortController().signal,
  });
  const characters = extracted.blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (characters > MAX_TEXT_CHARACTERS) {
    const limit = MAX_TEXT_CHARACTERS / 1_000_000;
    throw new SmartyError("too_large", `This file unfolds to more than ${limit} million characters of text. Split it into smaller files.`);
  }
  return extracted;
}

function translate(error: unknown): SmartyError {
  if (isSmartyError(error)) return error;
  if (error instanceof RangeError && /allocation failed|invalid (?:string|array) length/i.test(error.message))
    return new SmartyError("too_large", "Reading this file needs more memory than one document may use. Split it into smaller files.", {
      cause: error,
    });
  return new SmartyError(
    "corrupt",
    "This file is damaged or unusual and cannot be read. Save it again, or in another format, and upload that version.",
    {
      cause: error,
    },
  );
}
