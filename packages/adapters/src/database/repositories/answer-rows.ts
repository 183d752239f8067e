import type { CitationRow, Conversation, Message, Run, RunEvent, RunUsage } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { ConversationRow, MessageRow, RunEventRow, RunRow, CitationRow as StoredCitation } from "../schema.ts";
import { parseJson, parseJsonOrNull } from "../sql.ts";

export function toRun(row: Selectable<RunRow>, citations: readonly Selectable<StoredCitation>[]): Run {
  return {
    id: row.id,
    userId: row.userId,
    conversationId: row.conversationId,
    question: row.question,
    filters: parseJson(row.filters),
    state: row.state as Run["state"],
    mode: row.mode as Run["mode"],
    spans: parseJsonOrNull(row.answer),
    citations: citations.map(toCitation),
    nearest: parseJsonOrNull<string[]>(row.nearest) ?? [],
    removedCitations: row.removedCitations,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    writer: row.model === null ? null : { model: row.model, modelId: row.modelId, prompt: row.prompt ?? "" },
    sources: parseJsonOrNull<Run["sources"]>(row.sources) ?? { found: [], history: [] },
    usage: toUsage(row),
    continues: row.continues,
    assistant: row.assistantId === null ? null : { id: row.assistantId, version: row.assistantVersion ?? 0 },
    trial: row.trial,
    apiKeyId: row.apiKeyId,
    reading: parseJsonOrNull(row.reading),
    masked: row.masked,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}

function toUsage({ finishReason, inputTokens, outputTokens }: Selectable<RunRow>): RunUsage | null {
  if (finishReason === null) return null;
  return { finishReason: finishReason as RunUsage["finishReason"], inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
}

function toCitation({ marker, documentId, version, chunkId, startOffset, endOffset }: Selectable<StoredCitation>): CitationRow {
  return { marker, documentId, version, chunkId, start: startOffset, end: endOffset };
}

export function toEvent({ sequence, type, data }: Pick<Selectable<RunEventRow>, "sequence" | "type" | "data">): RunEvent {
  return { sequence, type, data: parseJson(data) } as RunEvent;
}

export function toMessage({ id, role, content, runId, parentId, createdAt }: Omit<Selectable<MessageRow>, "conversationId">): Message {
  return { id, role: role as Message["role"], content, runId, parentId, createdAt };
}

export function toConversation({ id, title, pinned, temporary, modelId, createdAt, updatedAt }: Selectable<ConversationRow>): Conversation {
  return { id, title, pinned: pinned === 1, temporary: temporary === 1, modelId, createdAt, updatedAt };
}
