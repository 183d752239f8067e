import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface SlowModel {
  /** Of an OpenAI-compatible server. */
  readonly baseUrl: string;
  /** Answers under way. */
  under(): number;
  /** When an answer was cut off by whoever asked, by `performance.now()`. */
  readonly cutAt: readonly number[];
  close(): void;
}

export interface SlowModelOptions {
  /** Said again and again, a word at a time. */
  readonly sentence: string;
  readonly times: number;
  readonly everyMs: number;
}

/** A language model over the network that takes its time. */
export async function startSlowModel({ sentence, times, everyMs }: SlowModelOptions): Promise<SlowModel> {
  const cutAt: number[] = [];
  let under = 0;
  const server = createServer((request, response) => {
    if (!(request.url ?? "").endsWith("/chat/completions")) {
      response.setHeader("content-type", "application/json").end('{"object":"list","data":[{"id":"slow","max_model_len":16000}]}');
      return;
    }
    under += 1;
    response.once("close", () => {
      under -= 1;
      if (!response.writableEnded) cutAt.push(performance.now());
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    request.resume().once("end", () => void say());
    async function say(): Promise<void> {
      const send = (choice: object): boolean => response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
      for (let time = 0; time < times; time++) {
        for (const word of sentence.match(/\S+\s*/g) ?? []) {
          if (response.destroyed) return;
          send({ delta: { content: word } });
          await pause(everyMs);
        }
      }
      send({ delta: {}, finish_reason: "stop" });
      response.end("data: [DONE]\n\n");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    under: () => under,
    cutAt,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
