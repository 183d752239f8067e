import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";

export interface EmbeddingRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly texts: readonly string[];
}

export interface EmbeddingAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: vectors for the texts. */
  readonly body?: unknown;
  /** The connection is cut instead. */
  readonly isLost?: boolean;
}

export interface EmbeddingStub {
  readonly url: string;
  readonly requests: readonly EmbeddingRequest[];
  script(script: (request: EmbeddingRequest) => EmbeddingAnswer): void;
  close(): Promise<void>;
}

export interface EmbeddingDialect {
  texts(body: Readonly<Record<string, unknown>>): readonly string[];
  body(vectors: readonly (readonly number[])[]): unknown;
}

export const DIMENSIONS = 16;

/** OpenAI's dialect; entries come in another order than the texts, which the API allows. */
export const openAiEmbeddings: EmbeddingDialect = {
  texts: (body) => body["input"] as readonly string[],
  body: (vectors) => ({
    object: "list",
    data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })).toReversed(),
  }),
};

/** Hugging Face's feature extraction: the bare rows. */
export const huggingFaceEmbeddings: EmbeddingDialect = { texts: (body) => body["inputs"] as readonly string[], body: (vectors) => vectors };

/** A provider of embeddings on the loopback: counts letters, at no unit length. Refuses empty texts, as providers do. */
export async function startEmbeddingStub(dialect: EmbeddingDialect): Promise<EmbeddingStub> {
  const requests: EmbeddingRequest[] = [];
  let script: (request: EmbeddingRequest) => EmbeddingAnswer = () => ({});
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const piece of message.setEncoding("utf8")) text += String(piece);
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const request = { path: message.url ?? "", authorization: message.headers.authorization, body, texts: dialect.texts(body) };
    requests.push(request);
    const scripted = script(request);
    if (scripted.isLost === true) return void message.socket.destroy();
    const isEmpty = request.texts.length === 0 || request.texts.some((one) => one.trim() === "" || one.includes("\0"));
    const { status = isEmpty ? 400 : 200, headers = {} } = scripted;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(scripted.body ?? (status === 200 ? dialect.body(request.texts.map(countLetters)) : { error: "refused" })));
  };
  const server = http.createServer((message, response) => void answer(message, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/v1`,
    requests,
    script: (next) => (script = next),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function countLetters(text: string): readonly number[] {
  const row = Array.from({ length: DIMENSIONS }, () => 0);
  for (const letter of text) {
    const at = (letter.codePointAt(0) ?? 0) % DIMENSIONS;
    row[at] = (row[at] ?? 0) + 1;
  }
  return row;
}
