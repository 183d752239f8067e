import { once } from "node:events";
import { createServer } from "node:http";

/** A provider that speaks as OpenAI does and always answers with one word. */
export interface FakeProvider {
  readonly baseUrl: string;
  close(): void;
}

const USAGE = { prompt_tokens: 812, completion_tokens: 64, total_tokens: 876 };

export async function startFakeProvider(): Promise<FakeProvider> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith("/models") === true) {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ object: "list", data: [{ id: "tiny-chat", object: "model" }] }));
      return;
    }
    const piece = (choices: readonly object[], usage?: object): string =>
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices, ...(usage !== undefined && { usage }) })}\n\n`;
    response.setHeader("Content-Type", "text/event-stream");
    response.write(piece([{ index: 0, delta: { role: "assistant", content: "Yes" } }]));
    response.write(piece([{ index: 0, delta: {}, finish_reason: "stop" }]));
    response.end(`${piece([], USAGE)}data: [DONE]\n\n`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return { baseUrl: `http://127.0.0.1:${address.port}/v1`, close: () => void server.close() };
}
