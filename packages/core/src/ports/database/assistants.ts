/** Who may use something that people make for one another: its owner alone, some, or all who are signed in. */
export interface Audience {
  readonly visibility: "private" | "restricted" | "everyone";
  /** Principals, for `restricted`: `user:<e-mail>`, `domain:<name>`, `group:local/<id>`. */
  readonly allow: readonly string[];
}

/** Every list is an OR; the lists are joined by AND; what is absent or empty does not filter. */
export interface CollectionFilter {
  /** Ids or names. */
  readonly sources?: readonly string[] | undefined;
  /** Ids, titles or paths of containers, with everything below. */
  readonly containers?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Of the documents' metadata, `tags` or `labels`, in any case. */
  readonly tags?: readonly string[] | undefined;
  /** Milliseconds since 1970, inclusive. */
  readonly after?: number | undefined;
  /** Exclusive. */
  readonly before?: number | undefined;
}

/** A named scope. It narrows what its user may read and never widens it. */
export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly filter: CollectionFilter;
  readonly audience: Audience;
  /** Null: the person has gone. */
  readonly ownerId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How sure an answer must be: `strict` refuses sooner, `open` answers sooner. */
export type Strictness = "strict" | "balanced" | "open";

/** What a version of an assistant is made of. */
export interface AssistantContent {
  readonly name: string;
  readonly description: string;
  /** One of the glyphs that the web app draws. */
  readonly glyph: string;
  readonly instructions: string;
  /** Together they are its scope; none: everything its user may read. */
  readonly collectionIds: readonly string[];
  /** Of the registry; null: the default. */
  readonly modelId: string | null;
  /** An operator's answer template; null: the product's own. */
  readonly promptId: string | null;
  readonly starters: readonly string[];
  readonly strictness: Strictness;
}

export interface Assistant {
  readonly id: string;
  /** Programs name it `assistant/<slug>`. */
  readonly slug: string;
  readonly ownerId: string | null;
  readonly enabled: boolean;
  readonly audience: Audience;
  /** The present one. */
  readonly version: number;
  readonly content: AssistantContent;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface AssistantVersion {
  readonly version: number;
  readonly content: AssistantContent;
  /** Why it was made, in the author's words. */
  readonly note: string;
  readonly authorId: string | null;
  readonly createdAt: number;
}

export type AssistantChange = Partial<Pick<Assistant, "slug" | "enabled" | "audience" | "version">> & { readonly updatedAt: number };

/** Collections and assistants without anybody's permission. */
export interface AssistantRepository {
  createCollection(collection: Collection): Promise<void>;
  /** False when there is none. */
  updateCollection(collection: Collection): Promise<boolean>;
  removeCollection(id: string): Promise<boolean>;
  /** Those of these ids that there are, in their order. */
  collections(ids: readonly string[]): Promise<readonly Collection[]>;
  countCollections(): Promise<number>;
  /** With its first version. Its slug must be free. */
  create(assistant: Assistant, version: AssistantVersion): Promise<void>;
  addVersion(assistantId: string, version: AssistantVersion): Promise<void>;
  /** False when there is none. */
  update(id: string, change: AssistantChange): Promise<boolean>;
  /** Its versions go with it; answers keep its id. */
  remove(id: string): Promise<boolean>;
  get(id: string): Promise<Assistant | null>;
  bySlug(slug: string): Promise<Assistant | null>;
  count(): Promise<number>;
  /** Newest first. */
  versions(assistantId: string): Promise<readonly AssistantVersion[]>;
  version(assistantId: string, version: number): Promise<AssistantVersion | null>;
  /** Assistants whose present version uses a collection, a prompt or a model. */
  using(
    part: { readonly collectionId: string } | { readonly promptId: string } | { readonly modelId: string },
  ): Promise<readonly Assistant[]>;
}

/** What an actor may use, and what they may manage: a foreign one looks missing. Private ones are their owner's alone, whatever the role of others. */
export interface AssistantScope {
  collections(): Promise<readonly Collection[]>;
  collection(id: string): Promise<Collection | null>;
  /** Switched off ones only for those who may change them. */
  assistants(): Promise<readonly Assistant[]>;
  assistant(id: string): Promise<Assistant | null>;
}
