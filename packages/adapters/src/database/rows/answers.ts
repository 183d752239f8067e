import type { Generated } from "kysely";

export interface ConversationRow {
  id: string;
  userId: string;
  title: string;
  pinned: Generated<number>;
  temporary: Generated<number>;
  modelId: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface AttachmentRow {
  documentId: string;
  conversationId: string;
  title: string;
  sizeBytes: number;
  createdAt: number;
}

export interface SavedSearchRow {
  id: string;
  userId: string;
  name: string;
  query: string;
  filters: string;
  sort: string;
  createdAt: number;
  updatedAt: number;
}

export interface MessageRow {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: string;
  content: string;
  runId: string | null;
  createdAt: number;
}

export interface RunRow {
  id: string;
  userId: string;
  conversationId: string | null;
  question: string;
  filters: Generated<string>;
  state: string;
  mode: string | null;
  answer: string | null;
  nearest: string | null;
  owner: string | null;
  leaseUntil: number | null;
  cancel: Generated<number>;
  restarts: Generated<number>;
  removedCitations: Generated<number>;
  errorCode: string | null;
  errorMessage: string | null;
  model: string | null;
  modelId: string | null;
  prompt: string | null;
  sources: string | null;
  finishReason: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  continues: string | null;
  assistantId: string | null;
  assistantVersion: number | null;
  trial: string | null;
  apiKeyId: string | null;
  reading: string | null;
  masked: Generated<number>;
  createdAt: number;
  finishedAt: number | null;
}

export interface RunEventRow {
  runId: string;
  sequence: number;
  type: string;
  data: string;
  createdAt: number;
}

export interface CitationRow {
  runId: string;
  marker: number;
  documentId: string;
  version: number;
  chunkId: number | null;
  startOffset: number;
  endOffset: number;
}

export interface FeedbackRow {
  id: string;
  runId: string;
  userId: string;
  rating: number;
  reason: string | null;
  comment: string | null;
  /** Sent to the administrators on purpose. */
  shared: Generated<number>;
  createdAt: number;
}
