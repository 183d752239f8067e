import { z } from "@hono/zod-openapi";
import { type Actor, countTokens, type Ports } from "@smartypants/core";
import { unknownModel } from "./chat-models.ts";
import { refusal } from "./openai-error.ts";

const MOST_INPUTS = 2048;

export const EmbeddingRequest = z.looseObject({
  model: z.string().min(1).max(200),
  input: z.unknown(),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().nullish(),
  input_type: z.enum(["query", "passage"]).nullish(),
});

type EmbeddingRequest = z.infer<typeof EmbeddingRequest>;

/** Vectors of the caller's own texts, by the model that the product searches with. Vectors that are stored are given to nobody. */
export async function embedTexts({ semantic }: Pick<Ports, "semantic">, _actor: Actor, request: EmbeddingRequest, signal: AbortSignal) {
  const embedder = semantic.current?.embedder;
  if (embedder === undefined || request.model !== embedder.id) throw unknownModel(request.model);
  const { dimensions, maxCharacters } = embedder;
  if (request.dimensions !== undefined && request.dimensions !== null && request.dimensions !== dimensions) {
    throw refusal("unsupported_value", "dimensions", `Vectors of this model have ${dimensions} dimensions and cannot be shortened.`);
  }
  const texts = readInput(request.input, maxCharacters);
  const vectors = await embedder.embed(texts, request.input_type ?? "passage", signal);
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  return {
    object: "list",
    model: embedder.id,
    data: texts.map((_text, index) => {
      const vector = vectors.slice(index * dimensions, (index + 1) * dimensions);
      return { object: "embedding", index, embedding: request.encoding_format === "base64" ? toBase64(vector) : Array.from(vector) };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function readInput(input: unknown, maxCharacters: number): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (texts.length === 0 || texts.length > MOST_INPUTS) {
    throw refusal("array_above_max_length", "input", `Send 1 to ${MOST_INPUTS} texts a request; there are ${texts.length}.`);
  }
  return texts.map((text, at) => {
    const param = Array.isArray(input) ? `input[${at}]` : "input";
    if (typeof text !== "string")
      throw refusal("invalid_value", param, "Send texts; tokens of another model's vocabulary mean nothing here.");
    if (text === "") throw refusal("invalid_value", param, "A text is empty.");
    if (text.length <= maxCharacters) return text;
    throw refusal(
      "string_above_max_length",
      param,
      `A text has at most ${maxCharacters} characters; this one has ${text.length}. Split it.`,
    );
  });
}

/** Little-endian float32, as OpenAI's clients read it on any machine. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
