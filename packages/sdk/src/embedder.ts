/** Turns texts into vectors. */
export interface Embedder {
  /** `provider/model`; stored with every vector. */
  readonly id: string;
  readonly dimensions: number;
  /** Weight of this model's leg in the fusion with the lexical one, 0 to 1. */
  readonly fusionWeight: number;
  /** Characters that the model reads; longer texts are cut by the caller. */
  readonly maxCharacters: number;
  /**
   * One unit-length vector per text, in the order given: `vectors` is row-major, texts.length x dimensions. A text of which nothing is
   * known gives a row of zeros. Never returns NaN or fewer rows than texts: throws `unavailable` instead.
   */
  embed(texts: readonly string[], kind: "query" | "passage", signal?: AbortSignal): Promise<Float32Array>;
}

export function defineEmbedder(embedder: Embedder): Embedder {
  if (!(embedder.dimensions > 0) || !(embedder.fusionWeight >= 0 && embedder.fusionWeight <= 1))
    throw new Error(`embedder ${embedder.id}: wrong dimensions or fusionWeight`);
  return embedder;
}
