import type { Message } from "@smartypants/client";
import i18next from "i18next";
import { answerOf } from "./messages.ts";
import type { FullAnswer } from "./queries.ts";

/** An answer in Markdown with its sources below it. */
export function answerToMarkdown({ answer, citations }: FullAnswer): string {
  if (citations.length === 0) return answer;
  const sources = citations.map(({ marker, title, url }) => `[${marker}] ${title}${/^https?:/.test(url) ? ` <${url}>` : ""}`);
  return `${answer}\n\n${i18next.t("chat.sources")}\n\n${sources.join("\n")}`;
}

export function conversationToMarkdown(messages: readonly Message[]): string {
  const parts = messages.map((message) => {
    const answer = answerOf(message);
    return answer === null ? `**${message.content}**` : answerToMarkdown(answer);
  });
  return `${parts.join("\n\n")}\n`;
}
