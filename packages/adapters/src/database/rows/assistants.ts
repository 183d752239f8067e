import type { Generated } from "kysely";

export interface CollectionRow {
  id: string;
  name: string;
  description: Generated<string>;
  filter: string;
  visibility: string;
  allow: Generated<string>;
  ownerId: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface AssistantRow {
  id: string;
  slug: string;
  ownerId: string | null;
  enabled: Generated<number>;
  visibility: string;
  allow: Generated<string>;
  version: number;
  createdAt: number;
  updatedAt: number;
}

export interface AssistantVersionRow {
  assistantId: string;
  version: number;
  content: string;
  note: Generated<string>;
  authorId: string | null;
  createdAt: number;
}

export interface PromptRow {
  id: string;
  kind: string;
  name: string;
  description: Generated<string>;
  version: number;
  createdAt: number;
  updatedAt: number;
}

export interface PromptVersionRow {
  promptId: string;
  version: number;
  text: string;
  note: Generated<string>;
  authorId: string | null;
  createdAt: number;
}

export interface TestSetRow {
  id: string;
  name: string;
  description: Generated<string>;
  assistantId: string | null;
  collectionId: string | null;
  createdBy: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface TestQuestionRow {
  id: string;
  setId: string;
  position: number;
  question: string;
  documents: Generated<string>;
  expectRefusal: Generated<number>;
  phrase: string | null;
}

export interface EvaluationRow {
  id: string;
  setId: string;
  name: string;
  configuration: string;
  requestedBy: string;
  actingUserId: string;
  state: string;
  total: Generated<number>;
  done: Generated<number>;
  cancel: Generated<number>;
  jobId: string | null;
  metrics: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

export interface EvaluationResultRow {
  evaluationId: string;
  position: number;
  result: string;
}
