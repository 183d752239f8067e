import type { Permitted } from "../../access/permitted.ts";
import type { MetadataValue } from "@smartypants/sdk";
import type { AnswerScope } from "./answers.ts";
import type { AssistantScope } from "./assistants.ts";
import type { IndexScope } from "../indexes.ts";
import type { Source, SyncItem, SyncRun } from "./sources.ts";

export interface DocumentSummary {
  readonly id: string;
  readonly externalId: string;
  readonly sourceId: string;
  readonly sourceName: string;
  readonly connector: string;
  readonly containerId: string | null;
  readonly title: string;
  readonly url: string;
  readonly path: string | null;
  readonly mimeType: string;
  readonly kind: string;
  readonly language: string;
  readonly authors: readonly string[];
  readonly createdAt: number | null;
  readonly updatedAt: number;
  readonly textHash: string;
  readonly version: number;
  readonly indexedVersion: number | null;
}

export interface DocumentDetail extends DocumentSummary {
  readonly sizeBytes: number;
  readonly blobId: string | null;
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  readonly notes: readonly string[];
}

/** A passage found: what hydration confirms of a hit. */
export interface Passage {
  readonly chunkId: number;
  readonly ordinal: number;
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly headingPath: readonly string[];
  readonly anchor: string | null;
  readonly header: string | null;
  readonly document: DocumentSummary;
}

/** A passage with its text. */
export interface Chunk {
  readonly passage: Passage;
  readonly text: string;
}

/** A source as its readers see it. */
export interface ReadableSource {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly documents: number;
}

export interface DocumentFilter {
  readonly sourceId?: string;
  /** Directly in this container; null: in none. */
  readonly containerId?: string | null;
  /** Part of the title, in any case. */
  readonly title?: string;
  /** `title` and `updated` (newest first) are for people; `id` never changes. */
  readonly order?: "id" | "title" | "updated";
  /** The last document of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** As an index filter, without permissions. */
export interface DocumentScope extends IndexScope {
  readonly anyOf?: readonly IndexScope[];
}

/** A container as its readers see it. */
export interface ReadableFolder {
  readonly id: string;
  /** As its source calls it; not shown. */
  readonly externalId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly path: string | null;
  /** Documents directly in it that the actor may read. */
  readonly documents: number;
}

export interface DocumentVersion {
  readonly version: number;
  readonly characters: number;
  /** When the next version took its place; null for the present one. */
  readonly supersededAt: number | null;
}

export interface LedgerFilter {
  /** `open`: skipped, failed or waiting, and not ignored. Without it: every item. */
  readonly state?: SyncItem["state"] | "ignored" | "open";
  readonly reasonCode?: string;
  /** Part of the id, or of a title that the actor may read. */
  readonly text?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface LedgerPage {
  readonly items: readonly SyncItem[];
  /** For `after`; null at the end. */
  readonly next: string | null;
}

export interface LedgerReason {
  readonly state: SyncItem["state"];
  readonly reasonCode: string;
  readonly count: number;
}

/** What an actor may read now. */
export interface ReadableAcls {
  readonly ids: readonly number[];
  /** Equal for equal sets: part of every cache key. */
  readonly fingerprint: string;
}

/** Every read of content on behalf of a person. SQL carries the ACL in each query; a foreign id and a missing one look the same. */
export interface ActorScope {
  readonly content: {
    readableAcls(): Promise<ReadableAcls>;
    /** Everything the actor is: own address and domain when verified, those that a linked provider vouches for, groups through groups, `everyone`. */
    principals(): Promise<readonly string[]>;
    /** The passages the actor may read, of indexed versions only, in the order given; others are left out. */
    hydrate(chunkIds: readonly number[]): Promise<readonly Permitted<Passage>[]>;
    /** The text of each passage. */
    texts(passages: readonly Permitted<Passage>[]): Promise<ReadonlyMap<number, string>>;
    /** The passages with their texts, in the order given; those the actor may no longer read are left out. Prompts are built from these alone. */
    chunks(passages: readonly Permitted<Passage>[]): Promise<readonly Permitted<Chunk>[]>;
    /** A document; null when missing or not permitted. */
    document(id: string): Promise<Permitted<DocumentDetail> | null>;
    /** In the order of their ids unless `order` says otherwise. */
    documents(filter: DocumentFilter): Promise<readonly Permitted<DocumentDetail>[]>;
    /** The source's containers that hold a document the actor may read, and those above them. */
    folders(sourceId: string): Promise<readonly ReadableFolder[]>;
    /** The versions whose text is kept, newest first; none when missing or not permitted. */
    versions(documentId: string): Promise<readonly DocumentVersion[]>;
    /** Text of a version, whole or a range of UTF-16 offsets; null when missing or not permitted. */
    text(
      documentId: string,
      version: number | null,
      range?: { readonly start: number; readonly end: number },
    ): Promise<{ readonly text: string; readonly version: number } | null>;
    /** Anchor of the passage that holds an offset; null without one, or when missing or not permitted. */
    anchorAt(documentId: string, version: number, offset: number): Promise<string | null>;
    /** Titles the actor may read, latest first: for typo help. */
    titles(limit: number): Promise<readonly string[]>;
    /** Titles that contain the words, for when the indexes are away. */
    byTitle(words: readonly string[], limit: number): Promise<readonly Permitted<DocumentSummary>[]>;
    /** Containers with this title or path (or below), as ids; among those the actor may read. */
    containersNamed(name: string): Promise<readonly string[]>;
    /** Sources with this id, name or connector; among those the actor may read. */
    sourcesNamed(name: string): Promise<readonly string[]>;
    /** The sources of which the actor may read at least one document, by name, with how many. */
    sources(): Promise<readonly ReadableSource[]>;
    /** Passages of indexed versions whose document has one of the tags (any case), among those the actor may read; at most `limit`. */
    chunksTagged(tags: readonly string[], limit: number): Promise<readonly number[]>;
    /** Passages of what is attached to the conversation that the actor is in; none outside one. */
    attached(): Promise<readonly number[]>;
    /** How many documents the actor may read that pass a filter; its `acls` are not looked at. */
    count(filter: DocumentScope): Promise<number>;
    /** Of these documents, those the actor may read. */
    readable(documentIds: readonly string[]): Promise<ReadonlySet<string>>;
  };
  readonly sources: {
    /** Throws `not_found` unless the actor may manage sources and it exists. */
    manageable(id: string): Promise<Source>;
    list(): Promise<readonly Source[]>;
    /** The ledger: what failed first, then what was skipped. Titles of documents the actor may not read are null, and are not searched. */
    items(sourceId: string, filter: LedgerFilter): Promise<LedgerPage>;
    /** Why items are not indexed, most frequent first; ignored ones are left out. */
    reasons(sourceId: string): Promise<readonly LedgerReason[]>;
    run(runId: string): Promise<SyncRun>;
  };
  readonly answers: AnswerScope;
  readonly assistants: AssistantScope;
  readonly uploads: {
    /** The ledger's word on an own upload; null when it was not read yet, or is another's. */
    item(documentId: string): Promise<SyncItem | null>;
    /** Own uploads that are not indexed and not ignored, latest first; what is attached to a conversation is said there. */
    open(limit: number): Promise<readonly SyncItem[]>;
  };
}
