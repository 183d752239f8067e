/** A file that belongs to a conversation: its document can be read there and nowhere else. */
export interface Attachment {
  readonly documentId: string;
  readonly conversationId: string;
  readonly title: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
}

export interface ConversationChange {
  readonly pinned?: boolean;
  readonly modelId?: string | null;
}

export interface ConversationRepository {
  /** Leaves the time of the last question as it is: a pin is no use of the conversation. */
  change(id: string, change: ConversationChange): Promise<void>;
  attach(attachment: Attachment): Promise<void>;
  /** In the order in which they came. */
  attachments(conversationId: string): Promise<readonly Attachment[]>;
  /** Of these documents, those that are attached to something. */
  attached(documentIds: readonly string[]): Promise<readonly Attachment[]>;
  detach(documentIds: readonly string[]): Promise<void>;
  /** Those whose conversation is gone. */
  lostAttachments(limit: number): Promise<readonly Attachment[]>;
  /** Temporary conversations that were last asked in before `before`. */
  outlived(before: number, limit: number): Promise<readonly string[]>;
}

export interface SavedSearch {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly query: string;
  readonly filters: unknown;
  readonly sort: "relevance" | "newest" | "oldest";
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Every query carries the owner: another's searches look missing. */
export interface SavedSearchRepository {
  create(search: SavedSearch): Promise<void>;
  /** In the order in which they were saved. */
  ofUser(userId: string): Promise<readonly SavedSearch[]>;
  /** Null when there is none of this person's with that id. */
  update(
    id: string,
    userId: string,
    change: Partial<Pick<SavedSearch, "name" | "query" | "filters" | "sort">>,
    now: number,
  ): Promise<SavedSearch | null>;
  /** Tells whether there was one. */
  remove(id: string, userId: string): Promise<boolean>;
}
