import type { Message } from "@smartypants/client";
import i18next from "i18next";
import { answerOf } from "./messages.ts";
import { plainText } from "./plain-text.ts";
import type { FullAnswer } from "./queries.ts";

/** An answer in Markdown with its sources below it. */
export function answerToMarkdown({ answer, citations }: FullAnswer): string {
  return citations.length === 0 ? answer : `${answer}\n\n${sourcesOf(citations)}`;
}

/** The same for where Markdown is only in the way: a mail, a form. */
export function answerToText({ answer, citations, mode }: FullAnswer): string {
  // Quotes are plain text already, and may hold signs that mean something in Markdown.
  const words = mode === "llm" ? plainText(answer) : answer;
  return citations.length === 0 ? words : `${words}\n\n${sourcesOf(citations)}`;
}

function sourcesOf(citations: FullAnswer["citations"]): string {
  const lines = citations.map(({ marker, title, url }) => `[${marker}] ${title}${/^https?:/.test(url) ? ` <${url}>` : ""}`);
  return `${i18next.t("chat.sources")}\n\n${lines.join("\n")}`;
}

export function conversationToMarkdown(messages: readonly Message[]): string {
  const parts = messages.map((message) => {
    const answer = answerOf(message);
    return answer === null ? `**${message.content}**` : answerToMarkdown(answer);
  });
  return `${parts.join("\n\n")}\n`;
}
