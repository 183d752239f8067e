import { SmartyError } from "@smartypants/sdk";
import { type Actor, conversationPrincipal } from "../access/actor.ts";
import { storeUpload, type Upload } from "../documents/request-upload.ts";
import { type UploadState, uploadState } from "../documents/upload-state.ts";
import type { Ports } from "../ports/ports.ts";
import { ownConversation } from "./own-conversation.ts";
import { removeAttachments } from "./remove-conversation.ts";

const MB = 1024 * 1024;

export interface AttachmentState extends UploadState {
  readonly sizeBytes: number;
}

type Needs = Pick<Ports, "database" | "settings" | "blobs" | "ids" | "clock" | "bus" | "disk" | "hash">;

/** Attaches a file to an own conversation: nobody but its owner ever reads it, and they nowhere else. It goes with the conversation. */
export async function attachFile(
  ports: Needs,
  actor: Actor,
  conversationId: string,
  file: Upload,
): Promise<{ readonly documentId: string }> {
  await ownConversation(ports.database, actor, conversationId);
  const { job } = await storeUpload(ports, actor, file, {
    allow: async () => [conversationPrincipal(conversationId)],
    maxBytes: ports.settings.get("documents.attachmentMegabytes") * MB,
    conversationId,
    alongside: async (tx, { documentId, filename, at }, sizeBytes) => {
      // Read again inside the transaction: two files may come at once, or the conversation may be gone.
      await ownConversation(tx, actor, conversationId);
      const most = ports.settings.get("documents.attachments");
      if ((await tx.conversations.attachments(conversationId)).length >= most)
        throw new SmartyError("too_large", `A conversation holds at most ${most} files. Remove one first.`);
      await tx.conversations.attach({ documentId, conversationId, title: filename, sizeBytes, createdAt: at });
    },
  });
  return { documentId: job.documentId };
}

/** The files of an own conversation and how far each has come. */
export async function readAttachments(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  conversationId: string,
): Promise<readonly AttachmentState[]> {
  const { uploads } = database.forActor(actor);
  const states: AttachmentState[] = [];
  for (const { documentId, sizeBytes } of await database.conversations.attachments(conversationId)) {
    // An administrator may have deleted all uploads there were.
    if ((await uploads.item(documentId)) !== null) states.push({ ...(await uploadState({ database }, actor, documentId)), sizeBytes });
  }
  return states;
}

/** Erases an attached file; answers that quote it say that it is gone. */
export async function detachFile(
  { database, clock, bus }: Pick<Ports, "database" | "clock" | "bus">,
  actor: Actor,
  conversationId: string,
  documentId: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await ownConversation(tx, actor, conversationId);
    const attached = (await tx.conversations.attached([documentId])).filter((each) => each.conversationId === conversationId);
    if (attached.length === 0) throw new SmartyError("not_found", "There is no such file in this conversation.");
    await removeAttachments(tx, attached, clock.now());
  });
  bus.publish("job-added", { task: "drain-index" });
}
