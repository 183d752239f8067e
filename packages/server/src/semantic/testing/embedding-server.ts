import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

const DIMENSIONS = 64;

/** Answers `/v1/embeddings` as providers do: a text's vector counts its words. */
export interface EmbeddingServer {
  readonly url: string;
  /** Texts embedded so far. */
  count(): number;
  /** From now on every request waits until `resume`, or is answered with this status. */
  hold(): void;
  resume(): void;
  refuse(status: number | null): void;
  close(): Promise<void>;
}

/** `msPerText`: how slow it is. */
export async function startEmbeddingServer(options: { readonly msPerText?: number } = {}): Promise<EmbeddingServer> {
  const { msPerText = 0 } = options;
  let embedded = 0;
  let status: number | null = null;
  let held = Promise.withResolvers<void>();
  held.resolve();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { input } = JSON.parse(await text(request)) as { readonly input: readonly string[] };
    await held.promise;
    if (msPerText > 0) await new Promise((resolve) => setTimeout(resolve, msPerText * input.length));
    if (status !== null) return void response.writeHead(status).end("{}");
    embedded += input.length;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: input.map((each, index) => ({ index, embedding: vectorOf(each) })) }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/v1`,
    count: () => embedded,
    hold: () => {
      held = Promise.withResolvers();
    },
    resume: () => held.resolve(),
    refuse: (wanted) => {
      status = wanted;
    },
    close: async () => {
      held.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function vectorOf(content: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0.01);
  for (const word of content.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
    let at = 7;
    for (const character of word) at = (at * 31 + (character.codePointAt(0) ?? 0)) % 9973;
    vector[at % DIMENSIONS] = (vector[at % DIMENSIONS] ?? 0) + 1;
  }
  return vector;
}
