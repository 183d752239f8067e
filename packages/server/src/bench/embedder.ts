import { createStaticEmbedder } from "@smartypants/adapters";
import type { BenchContext } from "./bench-context.ts";
import { beside, type Figure } from "./figures.ts";
import { createTexts, readMaterial } from "./library.ts";

const TEXTS = 4000;
const WARM_UP_TEXTS = 500;
/** About 60 and 215 words. */
const LENGTHS = [360, 1300] as const;

/** Texts per second of the built-in model on one thread. */
export async function benchEmbedder(context: BenchContext): Promise<readonly Figure[]> {
  const embedder = createStaticEmbedder();
  const { sentences, about } = readMaterial(context);
  const next = createTexts(sentences, 5);
  const figures: Figure[] = [beside("texts", about)];
  for (const length of LENGTHS) {
    const texts = Array.from({ length: TEXTS }, () => next().slice(0, length));
    await embedder.embed(texts.slice(0, WARM_UP_TEXTS), "passage");
    const startedAt = performance.now();
    await embedder.embed(texts, "passage");
    const seconds = (performance.now() - startedAt) / 1000;
    figures.push(beside(`built-in model, texts of ${length} characters`, `${Math.round(TEXTS / seconds)} texts/s on one thread`));
  }
  return figures;
}
