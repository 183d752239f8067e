import type { LlmMessage, LlmTool } from "@smartypants/sdk";

/** Around a message there are its role and its borders. */
const MESSAGE_TOKENS = 4;
const BYTES_PER_TOKEN = 4;

/** For providers that give no count: four bytes a token is right within a third for prose of most languages. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

export function estimatePrompt(messages: readonly LlmMessage[], tools: readonly LlmTool[] = []): number {
  const texts = messages.map((message) => {
    const calls = message.role === "assistant" && message.toolCalls !== undefined ? JSON.stringify(message.toolCalls) : "";
    return message.content + calls;
  });
  const spoken = texts.reduce((sum, text) => sum + MESSAGE_TOKENS + estimateTokens(text), 0);
  return tools.length === 0 ? spoken : spoken + estimateTokens(JSON.stringify(tools));
}
