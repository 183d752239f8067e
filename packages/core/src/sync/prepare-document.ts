import { type Block, type ChildPage, type Extracted, type Section, SmartyError, type SourceDocument } from "@smartypants/sdk";
import { cutText } from "../documents/cut-text.ts";
import type { ChunkWrite } from "../ports/database/documents.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { chunkDocument } from "../text/chunk-document.ts";
import { detectLanguage } from "../text/detect-language.ts";
import { embeddedString } from "../text/embedded-string.ts";
import { normaliseText } from "../text/normalise-text.ts";
import { documentKind } from "./document-kind.ts";

/** What a document's content comes to, before it has an id and an ACL. */
export interface PreparedDocument {
  readonly title: string;
  readonly mimeType: string;
  readonly kind: string;
  readonly language: string;
  readonly authors: readonly string[];
  readonly createdAt: number | null;
  readonly updatedAt: number;
  readonly text: string;
  readonly textHash: string;
  readonly chunks: readonly ChunkWrite[];
  readonly notes: readonly string[];
  readonly sizeBytes: number;
}

/** Characters of one document's text; more is an error with the number, so that nothing is cut silently. */
const MAX_TEXT = 50_000_000;

type Needs = Pick<IngestPorts, "extractor" | "hash" | "clock">;

/** What lies inside of a document, as its reader gave the first of it. */
export interface Inside {
  readonly bytes: Uint8Array;
  readonly filename: string;
  readonly children: ChildPage;
}

/** Preprocess, normalise, chunk. Throws the reason when nothing of the document can be read. */
export async function prepareDocument(
  { extractor, hash, clock }: Needs,
  document: SourceDocument,
  readBlob: (blobId: string) => Promise<Uint8Array>,
  signal: AbortSignal,
  /** When neither the document nor its content says when it was changed. */
  fallbackUpdatedAt = clock.now(),
): Promise<{ readonly prepared: PreparedDocument; readonly inside: readonly Inside[] }> {
  const parts: Part[] = [];
  for (const section of document.sections) parts.push(await readSection(extractor, section, readBlob, signal));
  const blocks = parts.flatMap((part) => part.blocks);
  const { text, chunks } = chunkDocument(blocks);
  if (chunks.length === 0) throw new SmartyError("empty", "There is no text in it.");
  if (text.length > MAX_TEXT) {
    throw new SmartyError("too_large", `Its text has ${text.length} characters; the limit is ${MAX_TEXT}.`);
  }
  const [first] = parts;
  const mimeType = parts.length === 1 && first !== undefined ? first.mimeType : document.mimeType;
  const prepared: PreparedDocument = {
    title: cutText(normaliseText(titleOf(document, first)), 500) || document.id,
    mimeType,
    kind: documentKind(mimeType),
    language: document.language ?? first?.extracted?.language ?? detectLanguage(text),
    authors: document.authors ?? first?.extracted?.authors ?? [],
    createdAt: first?.extracted?.createdAt ?? document.createdAt ?? null,
    updatedAt: document.updatedAt ?? first?.extracted?.updatedAt ?? fallbackUpdatedAt,
    text,
    textHash: hash(text),
    chunks: chunks.map((chunk) => ({
      start: chunk.start,
      end: chunk.end,
      kind: chunk.kind,
      headingPath: chunk.headingPath,
      anchor: chunk.anchor ?? null,
      header: chunk.header ?? null,
      hash: hash(embeddedString(chunk.headingPath, text.slice(chunk.start, chunk.end), chunk.header)),
    })),
    notes: parts.flatMap((part) => part.extracted?.notes ?? []),
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
  return { prepared, inside: parts.flatMap((part) => part.inside ?? []) };
}

interface Part {
  readonly blocks: readonly Block[];
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly filename?: string;
  readonly extracted?: Extracted;
  readonly inside?: Inside;
}

async function readSection(
  extractor: IngestPorts["extractor"],
  section: Section,
  readBlob: (blobId: string) => Promise<Uint8Array>,
  signal: AbortSignal,
): Promise<Part> {
  if (section.kind === "blob") {
    const bytes = await readBlob(section.blob.blobId);
    const { filename } = section;
    const { children, ...extracted } = await extractor.extract({ bytes, filename, signal });
    const inside = children === undefined ? {} : { inside: { bytes, filename, children } };
    return { blocks: extracted.blocks, mimeType: extracted.mimeType, sizeBytes: bytes.length, filename, extracted, ...inside };
  }
  const mimeType = { plain: "text/plain", markdown: "text/markdown", html: "text/html" }[section.format];
  const bytes = new TextEncoder().encode(section.text);
  const { blocks } = await extractor.extract({ bytes, filename: "section", mimeType, signal });
  const heading: Block[] = section.heading === undefined ? [] : [{ kind: "heading", level: 2, text: section.heading }];
  const anchor = section.url ?? section.anchor;
  const linked = anchor === undefined ? blocks : blocks.map((block) => ({ ...block, anchor }));
  return { blocks: [...heading, ...linked], mimeType, sizeBytes: bytes.length };
}

/** A file named after itself takes the title that its content gives. */
function titleOf(document: SourceDocument, part: Part | undefined): string {
  if (part?.filename === undefined || document.title !== part.filename) return document.title;
  const [first] = part.blocks;
  const heading = first?.kind === "heading" && (first.level ?? 1) === 1 ? first.text : undefined;
  return part.extracted?.title ?? heading ?? document.title;
}
