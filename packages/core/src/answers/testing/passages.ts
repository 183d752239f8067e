import { permit, type Permitted } from "../../access/permitted.ts";
import type { Chunk, DocumentSummary, Passage } from "../../ports/database/actor-scope.ts";

export interface FakePassage {
  readonly title?: string;
  readonly documentId?: string;
  readonly language?: string;
  readonly headingPath?: readonly string[];
  /** Where the passage begins in its document's text. */
  readonly start?: number;
  readonly kind?: string;
  readonly url?: string;
}

let made = 0;

/** A passage as the actor's scope gives it. */
export function passageOf(text: string, fake: FakePassage = {}): Permitted<Chunk> {
  const chunkId = ++made;
  const { documentId = `d${chunkId}`, start = 0, title = `Document ${chunkId}` } = fake;
  const document: DocumentSummary = {
    id: documentId,
    externalId: documentId,
    sourceId: "s",
    sourceName: "Source",
    connector: "folder",
    containerId: null,
    title,
    url: fake.url ?? `file:///${documentId}`,
    path: null,
    mimeType: "text/plain",
    kind: "text",
    language: fake.language ?? "en",
    authors: [],
    createdAt: null,
    updatedAt: 0,
    textHash: documentId,
    version: 1,
    indexedVersion: 1,
  };
  const passage: Passage = {
    chunkId,
    ordinal: 0,
    version: 1,
    start,
    end: start + text.length,
    kind: fake.kind ?? "prose",
    headingPath: fake.headingPath ?? [],
    anchor: null,
    header: null,
    document,
  };
  return permit({ passage, text });
}
