import { makeDocx, makePptx, makeXlsx } from "./office-files.ts";
import { type FakeFile } from "./world.ts";

const OFFICE = "application/vnd.openxmlformats-officedocument";
const WORD = `${OFFICE}.wordprocessingml.document`;
const EXCEL = `${OFFICE}.spreadsheetml.sheet`;
const POWERPOINT = `${OFFICE}.presentationml.presentation`;

/** What Google exports a document of its own as; a reason when it does not. */
export function exported({ content }: FakeFile, mimeType: string, isByLink: boolean): Uint8Array | string {
  if (content.kind === "document") {
    if (content.exceedsExport === "all" || (content.exceedsExport === "office" && mimeType !== "text/plain" && !isByLink))
      return "exportSizeLimitExceeded";
    if (mimeType === WORD) return makeDocx(content.paragraphs);
    if (mimeType === "text/plain" || mimeType === "text/markdown") return new TextEncoder().encode(content.paragraphs.join("\n"));
  }
  if (content.kind === "sheet") {
    if (mimeType === EXCEL) return makeXlsx(content.tabs);
    // As with Google: the first sheet only.
    if (mimeType === "text/csv") return new TextEncoder().encode((content.tabs[0]?.rows ?? []).map((row) => row.join(",")).join("\n"));
  }
  if (content.kind === "slides") {
    if (mimeType === POWERPOINT) return makePptx(content.slides);
    if (mimeType === "text/plain") return new TextEncoder().encode(content.slides.join("\n"));
  }
  return content.kind === "bytes" || content.kind === "huge" ? "fileNotExportable" : "badRequest";
}

const PIECE = 256 * 1024;

/** The bytes from `start` on, piece by piece. */
export function* bytesOf({ content }: FakeFile, start: number): Generator<Uint8Array, void> {
  if (content.kind === "bytes") yield content.bytes.subarray(start);
  if (content.kind === "huge") yield* filler(content.sizeBytes, start);
}

/** As many bytes as anybody wants, of which no more than a piece is ever in memory. */
export function* filler(sizeBytes: number, start = 0): Generator<Uint8Array, void> {
  const piece = Buffer.alloc(PIECE, "A long line of nothing in particular. ");
  for (let offset = start; offset < sizeBytes; offset += PIECE) yield piece.subarray(0, Math.min(PIECE, sizeBytes - offset));
}

export function sizeOf({ content }: FakeFile): number {
  if (content.kind === "bytes") return content.bytes.length;
  return content.kind === "huge" ? content.sizeBytes : 0;
}
