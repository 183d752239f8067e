import { type Actor, inConversation } from "../../access/actor.ts";
import { readAnswer } from "../../answers/read-answer.ts";
import type { Conversation, Message } from "../../ports/database/answers.ts";
import type { Whose } from "../../ports/database/personal-data.ts";
import type { Ports } from "../../ports/ports.ts";
import { allPages, type ExportFile, jsonArray, jsonFile, toJson } from "./export-file.ts";

type Needs = Pick<Ports, "database" | "blobs">;

/** What only the person may read, as they may read it today: quotes of documents that they have lost are left out, and it is said where. */
export async function* exportContent(ports: Needs, actor: Actor, whose: Whose): AsyncGenerator<ExportFile> {
  const { database } = ports;
  yield jsonFile("saved-searches.json", () => database.savedSearches.ofUser(actor.userId));
  yield { path: "answers.json", content: jsonArray(looseAnswers(ports, actor)) };
  const conversations = (): AsyncGenerator<Conversation> =>
    allPages(
      (page) => database.personalData.conversations(actor.userId, page),
      ({ id }) => id,
    );
  for await (const conversation of conversations()) {
    const day = new Date(conversation.createdAt).toISOString().slice(0, 10);
    yield { path: `conversations/${day} ${conversation.id}.json`, content: conversationText(ports, actor, conversation) };
  }
  yield { path: "files.json", content: jsonArray(fileList(ports, actor, whose, conversations)) };
  for await (const { documentId, blobId, path } of files(ports, actor, whose, conversations)) {
    if (blobId !== null && documentId !== null) yield { path, content: bytes(ports, blobId) };
  }
}

async function* conversationText({ database }: Needs, actor: Actor, conversation: Conversation): AsyncGenerator<string> {
  const { id } = conversation;
  const messages = allPages(
    (page) => database.personalData.messages(id, page),
    (message) => message.id,
  );
  const attachments = (await database.conversations.attachments(id)).map(({ conversationId: _here, ...attachment }) => attachment);
  const head = toJson({ ...conversation, attachments });
  yield `${head.slice(0, head.lastIndexOf("\n}"))},\n  "messages": `;
  yield* jsonArray(readMessages({ database }, actor, messages));
  yield "\n}\n";
}

async function* readMessages({ database }: Pick<Needs, "database">, actor: Actor, messages: AsyncIterable<Message>): AsyncGenerator {
  const { answers } = database.forActor(actor);
  for await (const message of messages) {
    const run = message.runId === null ? null : await answers.run(message.runId);
    yield run === null
      ? message
      : { ...message, answer: await readAnswer({ database }, actor, run), feedback: await answers.feedback(run.id) };
  }
}

/** Asked outside a conversation: by programs with a key of the person's, and in trials of assistants. */
async function* looseAnswers({ database }: Needs, actor: Actor): AsyncGenerator {
  const { answers } = database.forActor(actor);
  for await (const id of allPages(
    (page) => database.personalData.answers(actor.userId, page),
    (each) => each,
  )) {
    const run = await answers.run(id);
    if (run === null) continue;
    const { question, createdAt, finishedAt, trial, apiKeyId } = run;
    const answer = await readAnswer({ database }, actor, run);
    yield { question, createdAt, finishedAt, trial, apiKeyId, answer, feedback: await answers.feedback(id) };
  }
}

interface OwnFile {
  readonly documentId: string | null;
  readonly title: string;
  readonly sizeBytes: number;
  readonly conversationId: string | null;
  /** Null: it is not in the export, because it was never read, is gone, or can no longer be read by the person. */
  readonly blobId: string | null;
  readonly path: string;
}

async function* files(
  { database }: Needs,
  actor: Actor,
  whose: Whose,
  conversations: () => AsyncIterable<Conversation>,
): AsyncGenerator<OwnFile> {
  const readable = async (reader: Actor, documentId: string | null): Promise<string | null> =>
    documentId === null ? null : ((await database.forActor(reader).content.document(documentId))?.blobId ?? null);
  for await (const { externalId, ...upload } of allPages(
    (page) => database.personalData.uploads(whose, page),
    (each) => each.externalId,
  )) {
    const { documentId, title, sizeBytes } = upload;
    const blobId = await readable(actor, documentId);
    yield { documentId, title, sizeBytes, conversationId: null, blobId, path: pathOf(externalId, title) };
  }
  for await (const { id } of conversations()) {
    for (const { documentId, title, sizeBytes } of await database.conversations.attachments(id)) {
      const blobId = await readable(inConversation(actor, id), documentId);
      yield { documentId, title, sizeBytes, conversationId: id, blobId, path: pathOf(documentId, title) };
    }
  }
}

async function* fileList(...from: Parameters<typeof files>): AsyncGenerator {
  for await (const { blobId, path, ...file } of files(...from)) yield { ...file, path: blobId === null ? null : path };
}

/** A name that every system can unpack. */
function pathOf(id: string, title: string): string {
  const name = title.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, "_").replace(/[. ]+$/, "");
  return `files/${id}/${name === "" ? "file" : name}`;
}

async function* bytes({ blobs }: Needs, blobId: string): AsyncGenerator<Uint8Array> {
  const reader = (await blobs.open(blobId)).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Whoever leaves in the middle leaves no open file.
    await reader.cancel();
  }
}
