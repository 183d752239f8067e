import type { Conversation, Message } from "@smartypants/client";
import { saveFile } from "../../ui/save-file.ts";
import { conversationToMarkdown } from "./copy-with-sources.ts";
import { answerOf, feedbackOf } from "./messages.ts";

export type ExportFormat = "markdown" | "json";

/** Saves a conversation as a file: Markdown to read, JSON with everything there is to it. */
export function exportConversation(
  conversation: Pick<Conversation, "title" | "createdAt">,
  messages: readonly Message[],
  format: ExportFormat,
): void {
  const name = fileName(conversation.title);
  if (format === "markdown") {
    saveFile(`${name}.md`, `# ${oneLine(conversation.title)}\n\n${conversationToMarkdown(messages)}`, "text/markdown");
  } else saveFile(`${name}.json`, conversationToJson(conversation, messages), "application/json");
}

export function conversationToJson({ title, createdAt }: Pick<Conversation, "title" | "createdAt">, messages: readonly Message[]): string {
  const written = messages.map((message) => {
    const { id, role, content, parentId } = message;
    const answer = answerOf(message);
    return {
      id,
      role,
      parentId,
      createdAt: message.createdAt,
      ...(answer === null
        ? { content }
        : {
            content: answer.answer,
            state: answer.state,
            mode: answer.mode,
            citations: answer.citations,
            model: answer.written?.model ?? null,
          }),
      ...(feedbackOf(message) !== null && { feedback: feedbackOf(message) }),
    };
  });
  return `${JSON.stringify({ title, createdAt, messages: written }, null, 2)}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** What every system takes for a name; signs that turn the direction of writing could make `.md` look like something else. */
export function fileName(title: string): string {
  const clean = oneLine(title.replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, " "))
    .slice(0, 80)
    .replace(/[. ]+$/, "");
  return clean === "" ? "chat" : clean;
}
