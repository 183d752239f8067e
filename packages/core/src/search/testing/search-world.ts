import type { Actor } from "../../access/actor.ts";
import { permit } from "../../access/permitted.ts";
import type { DocumentSummary, Passage } from "../../ports/database/actor-scope.ts";
import type { IndexFilter, LexicalHit, VectorHit } from "../../ports/indexes.ts";
import type { SearchPorts } from "../search-index.ts";

export interface FakeDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  readonly textHash?: string;
  readonly path?: string;
  readonly kind?: string;
  readonly authors?: readonly string[];
  readonly sourceId?: string;
  /** Score of each leg; absent: not found by it. */
  readonly lexical?: number;
  readonly cosine?: number;
  /** False: the database does not confirm it. */
  readonly isReadable?: boolean;
}

export interface SearchWorld {
  readonly ports: SearchPorts;
  /** The filters that the legs were asked with. */
  readonly filters: readonly IndexFilter[];
  readonly logged: readonly string[];
  /** What a leg or the looking up of cosines throws from now on. */
  break(part: "lexical" | "semantic" | "cosines"): void;
}

export const viewer: Actor = {
  userId: "u",
  role: "viewer",
  email: "ada@example.org",
  name: "Ada",
  verifiedAt: 1,
  via: "session",
  scopes: ["all"],
};

const DIMENSIONS = 2;

/** Search over documents of one passage each, with the legs' answers given: the chunk's id is the document's place in the list, from 1. */
export function createSearchWorld(documents: readonly FakeDocument[], options: { readonly hasModel?: boolean } = {}): SearchWorld {
  const filters: IndexFilter[] = [];
  const logged: string[] = [];
  const broken = new Set<string>();
  const failIf = (part: string): void => {
    if (broken.has(part)) throw new Error(`${part} is broken`);
  };
  const passages = documents.map((document, index) => toPassage(document, index + 1));
  const readable = passages.filter((_passage, index) => documents[index]?.isReadable !== false);
  const hits = (score: (document: FakeDocument) => number | undefined): (LexicalHit & VectorHit)[] =>
    documents
      .flatMap((document, index) => {
        const value = score(document);
        return value === undefined ? [] : [{ chunkId: index + 1, documentId: document.id, score: value }];
      })
      .toSorted((one, other) => other.score - one.score);
  const content = {
    readableAcls: async () => ({ ids: [1], fingerprint: "1" }),
    sourcesNamed: async (name: string) => documents.flatMap((each) => (each.sourceId === name ? [name] : [])),
    containersNamed: async (name: string) => (name.startsWith("known") ? [name] : []),
    hydrate: async (ids: readonly number[]) => ids.flatMap((id) => readable.find((each) => each.chunkId === id) ?? []).map(permit),
    texts: async (wanted: readonly Passage[]) => new Map(wanted.map((each) => [each.chunkId, documents[each.chunkId - 1]?.text ?? ""])),
    titles: async () => readable.map((each) => each.document.title),
  };
  const ports = {
    database: { forActor: () => ({ content }), documents: { languages: async () => ["en"] } },
    lexical: {
      search: async (_query: unknown, filter: IndexFilter) => {
        filters.push(filter);
        failIf("lexical");
        return { hits: hits((document) => document.lexical), confidence: 0.8, frequencies: [{ term: "x", chunks: 3 }] };
      },
    },
    semantic: {
      embedder: {
        id: "test/model",
        dimensions: DIMENSIONS,
        fusionWeight: 0.5,
        maxCharacters: 1000,
        embed: async () => new Float32Array(DIMENSIONS),
      },
      vectors: {
        search: async (_vector: unknown, filter: IndexFilter) => {
          filters.push(filter);
          failIf("semantic");
          return hits((document) => document.cosine);
        },
        score: async (_vector: unknown, ids: readonly number[]) => {
          failIf("cosines");
          return new Map(ids.map((id) => [id, 0]));
        },
      },
    },
    clock: { now: () => 0 },
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: (_fields: unknown, message: string) => void logged.push(message) },
  };
  const current = options.hasModel === false ? null : ports.semantic;
  const wanted = { ...ports, semantic: { current, followed: current === null ? [] : [current] } };
  // Search asks for nothing else of its ports.
  return { ports: wanted as unknown as SearchPorts, filters, logged, break: (part) => void broken.add(part) };
}

function toPassage(document: FakeDocument, chunkId: number): Passage {
  const summary: DocumentSummary = {
    id: document.id,
    externalId: document.id,
    sourceId: document.sourceId ?? "s",
    sourceName: `Source ${document.sourceId ?? "s"}`,
    connector: "folder",
    containerId: null,
    title: document.title ?? document.id,
    url: `file:///${document.id}`,
    path: document.path ?? null,
    mimeType: "text/plain",
    kind: document.kind ?? "text",
    language: "en",
    authors: document.authors ?? [],
    createdAt: null,
    updatedAt: 0,
    textHash: document.textHash ?? document.id,
    version: 1,
    indexedVersion: 1,
  };
  const place = { start: 0, end: document.text.length, ordinal: 0, kind: "prose", headingPath: [], anchor: null, header: null };
  return { chunkId, version: 1, ...place, document: summary };
}
