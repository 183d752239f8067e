import type { Scope } from "../../access/actor.ts";
import type { Conversation, Message } from "./answers.ts";
import type { PersonOutcome } from "./people.ts";

/** Stands where the id of somebody stood who was erased: the same for everybody, so that nothing tells them apart. */
export const ERASED = "erased";

/** How much of what is stored is a person's. */
export interface PersonalCounts {
  /** Temporary ones too. */
  readonly conversations: number;
  /** Outside a conversation, as programs ask. */
  readonly answers: number;
  readonly attachments: number;
  /** That nobody else may read. */
  readonly privateUploads: number;
  readonly sharedUploads: number;
  readonly savedSearches: number;
  /** That can be used. */
  readonly apiKeys: number;
  readonly sessions: number;
  readonly linkedAccounts: number;
  /** Assistants and collections that nobody else may use. */
  readonly privateAssistants: number;
  readonly privateCollections: number;
  readonly sharedAssistants: number;
  readonly sharedCollections: number;
  /** Connected by the person. */
  readonly sources: number;
  readonly testSets: number;
  /** Of language models, as far as they are kept one by one. */
  readonly calls: number;
}

export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** An uploaded file; what lies inside of it is not counted by itself. */
export interface PersonalUpload {
  readonly sourceId: string;
  readonly externalId: string;
  /** Null: it was never read. */
  readonly documentId: string | null;
  readonly title: string;
  /** Null: the bytes are gone. */
  readonly blobId: string | null;
  readonly sizeBytes: number;
  /** Nobody but the person may read it. */
  readonly isPrivate: boolean;
  readonly updatedAt: number;
}

/** The erasure of a person. */
export interface Erasure {
  readonly id: string;
  /** Null when it has ended. */
  readonly userId: string | null;
  /** Who gets what others use too. */
  readonly heirId: string;
  /** What has gone so far, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of what goes piece by piece. */
  readonly total: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

interface Pages {
  readonly after: string | null;
  readonly limit: number;
}

/** Whose data: the person, and the principals that are theirs alone (`user:<address>`). */
export interface Whose {
  readonly userId: string;
  readonly principals: readonly string[];
}

/** What is stored about one person, across all tables: to be counted, given to them, or erased. */
export interface PersonalDataRepository {
  counts(whose: Whose, now: number): Promise<PersonalCounts>;
  /** In order of their ids, temporary ones too. */
  conversations(userId: string, page: Pages): Promise<readonly Conversation[]>;
  /** From the first on. */
  messages(conversationId: string, page: Pages): Promise<readonly Message[]>;
  /** Ids of answers outside a conversation. */
  answers(userId: string, page: Pages): Promise<readonly string[]>;
  /** Ids of answers that are being made. */
  runningAnswers(userId: string): Promise<readonly string[]>;
  /** By external id; what is attached to a conversation is none. */
  uploads(whose: Whose, page: Pages): Promise<readonly PersonalUpload[]>;
  /** Revoked ones too. */
  keys(userId: string): Promise<readonly StoredKey[]>;

  /** Erases answers outside a conversation with their events, at most `limit`. Returns how many. */
  eraseAnswers(userId: string, limit: number): Promise<number>;
  /** Puts `ERASED` for the person in the `limit` rows of the audit log that follow `after`. Gives how many named them, and where to go on. */
  eraseFromAudit(userId: string, after: string, limit: number): Promise<{ readonly count: number; readonly next: string | null }>;
  /** The same for at most `limit` rows of usage. Returns how many. */
  eraseFromUsage(userId: string, limit: number): Promise<number>;
  /** Uploads that others may read become the heir's, in pages of `limit` rows. Returns how many rows. */
  handOverUploads(userId: string, heirId: string, limit: number): Promise<number>;
  /**
   * The end: what is shared becomes the heir's, `ERASED` stands wherever else the person was named, the address is in no list of who may read or use
   * something but those that a source reports, and the person is removed. Refuses the last administrator.
   */
  forget(whose: Whose, heirId: string): Promise<PersonOutcome>;

  createErasure(erasure: Erasure): Promise<void>;
  erasure(id: string): Promise<Erasure | null>;
  /** One that has not ended. */
  erasureOf(userId: string): Promise<Erasure | null>;
  /** Adds to what has gone. */
  noteErased(id: string, counts: Readonly<Record<string, number>>): Promise<void>;
  endErasure(id: string, now: number): Promise<void>;
  /** Forgets erasures that ended before `before`. */
  sweepErasures(before: number): Promise<number>;
}
