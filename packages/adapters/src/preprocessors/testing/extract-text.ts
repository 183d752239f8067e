import type { Extracted, Preprocessor } from "@smartypants/sdk";

/** Runs a preprocessor in this process on a text or on bytes. */
export function extractWith(
  preprocessor: Preprocessor,
  content: string | Uint8Array,
  mimeType = preprocessor.mimeTypes[0] ?? "",
  filename = "file",
): Promise<Extracted> {
  const bytes = typeof content === "string" ? new Uint8Array(Buffer.from(content)) : content;
  return preprocessor.extract({ bytes, mimeType, filename, signal: new AbortController().signal });
}

/** One line a block, as `kind@anchor text`; headings with their level. Short enough to compare whole documents. */
export function outlineOf({ blocks }: Extracted): string[] {
  return blocks.map(
    ({ kind, level, anchor, text, header }) => `${kind}${level ?? ""}@${anchor ?? ""} ${header === undefined ? "" : `[${header}] `}${text}`,
  );
}
