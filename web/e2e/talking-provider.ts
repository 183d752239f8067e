import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** What the model says, and how it ends. */
interface Reply {
  readonly text: string;
  readonly reason?: "stop" | "length";
  /** Between two words. */
  readonly pauseMs?: number;
}

/** A provider that speaks as OpenAI does and says what a flow needs it to. */
export interface TalkingProvider {
  readonly baseUrl: string;
  /** What it says from now on to every question about passages. */
  say(reply: Reply): void;
  close(): void;
}

const USAGE = { prompt_tokens: 812, completion_tokens: 64, total_tokens: 876 };

export async function startTalkingProvider(): Promise<TalkingProvider> {
  let reply: Reply = { text: "Nothing." };
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith("/models") === true) {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ object: "list", data: [{ id: "talker", object: "model" }] }));
      return;
    }
    stream(response, reply).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    say: (next) => void (reply = next),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function stream(response: ServerResponse, { text, reason = "stop", pauseMs = 0 }: Reply): Promise<void> {
  const write = (choices: readonly object[], usage?: object): boolean =>
    response.write(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices, ...(usage !== undefined && { usage }) })}\n\n`,
    );
  response.setHeader("Content-Type", "text/event-stream");
  for (const word of text.match(/\s*\S+/g) ?? []) {
    // Whoever stops an answer closes the connection.
    if (response.destroyed) return;
    write([{ index: 0, delta: { content: word } }]);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  write([{ index: 0, delta: {}, finish_reason: reason }]);
  write([], USAGE);
  response.end("data: [DONE]\n\n");
}
