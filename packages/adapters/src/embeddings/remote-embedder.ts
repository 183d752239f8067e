import { setTimeout as sleep } from "node:timers/promises";
import { defineEmbedder, type Embedder, isSmartyError, SmartyError } from "@smartypants/sdk";
import { writeUnitRow } from "./unit-rows.ts";

export interface RemoteEmbedderOptions {
  /** `provider/model` */
  readonly id: string;
  /** Absent: one text is embedded to find out. */
  readonly dimensions?: number;
  /** Put before every text of that kind, for models trained with it, such as "query: ". */
  readonly queryPrefix?: string;
  readonly passagePrefix?: string;
  /** What the model reads; longer texts are cut. */
  readonly maxCharacters?: number;
  readonly fusionWeight?: number;
  /** Texts in one request. */
  readonly batchSize?: number;
  /** For tests, which do not wait as long as a provider may ask for. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Embeds one batch: one row of numbers a text, in their order. Throws SmartyErrors. */
export type EmbedBatch = (texts: readonly string[], kind: "query" | "passage", signal: AbortSignal) => Promise<readonly unknown[]>;

const MAX_CHARACTERS = 8000;
const FUSION_WEIGHT = 0.5;
const BATCH_SIZE = 64;
/** Providers also limit a request's size; about a quarter of this in tokens. */
const BATCH_CHARACTERS = 200_000;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
/** Longer waits are the caller's to plan. */
const LONGEST_WAIT_MS = 60_000;

/** An embedder over the network: batches, waits as long as a busy provider asks, and brings vectors to unit length. */
export async function createRemoteEmbedder(options: RemoteEmbedderOptions, embedBatch: EmbedBatch, signal: AbortSignal): Promise<Embedder> {
  const patient = withPatience(embedBatch, options.wait ?? ((ms, stop) => sleep(ms, undefined, { signal: stop })));
  const dimensions = options.dimensions ?? (await probe(patient, signal));
  const { queryPrefix = "", passagePrefix = "", maxCharacters = MAX_CHARACTERS } = options;
  return defineEmbedder({
    id: options.id,
    dimensions,
    fusionWeight: options.fusionWeight ?? FUSION_WEIGHT,
    maxCharacters,
    embed: async (texts, kind, stop = new AbortController().signal) => {
      const vectors = new Float32Array(texts.length * dimensions);
      const prefix = kind === "query" ? queryPrefix : passagePrefix;
      // Providers refuse empty texts, of which nothing is known anyway.
      const items = texts.flatMap((text, at) =>
        isBlank(text) ? [] : [{ at, text: prefix + clean(text).slice(0, maxCharacters).toWellFormed() }],
      );
      for (const batch of inBatches(items, options.batchSize ?? BATCH_SIZE)) {
        const rows = await embedSplit(
          patient,
          batch.map((item) => item.text),
          kind,
          stop,
        );
        for (const [index, { at }] of batch.entries()) writeUnitRow(vectors, at, dimensions, rows[index]);
      }
      return vectors;
    },
  });
}

async function probe(embedBatch: EmbedBatch, signal: AbortSignal): Promise<number> {
  const [row] = await embedBatch(["How long is a vector?"], "query", signal);
  if (Array.isArray(row) && row.length > 0) return row.length;
  throw new SmartyError("unavailable", "The embedding model gave no vector. Check that the model is one for embeddings.");
}

/** A batch that is too large for the server is halved until it fits. */
async function embedSplit(
  embedBatch: EmbedBatch,
  texts: readonly string[],
  kind: "query" | "passage",
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  try {
    const rows = await embedBatch(texts, kind, signal);
    if (rows.length === texts.length) return rows;
    throw new SmartyError("unavailable", `The embedding model gave ${rows.length} vectors for ${texts.length} texts. Try again.`);
  } catch (error) {
    if (!isSmartyError(error) || error.code !== "too_large" || texts.length < 2) throw error;
    const half = Math.ceil(texts.length / 2);
    const first = await embedSplit(embedBatch, texts.slice(0, half), kind, signal);
    return [...first, ...(await embedSplit(embedBatch, texts.slice(half), kind, signal))];
  }
}

/** Tries again when the provider is busy or away, after the wait it asks for. */
function withPatience(embedBatch: EmbedBatch, wait: NonNullable<RemoteEmbedderOptions["wait"]>): EmbedBatch {
  const attempt = async (left: number, ...request: Parameters<EmbedBatch>): Promise<readonly unknown[]> => {
    const [, , signal] = request;
    if (signal.aborted) throw cancelled(signal);
    try {
      return await embedBatch(...request);
    } catch (error) {
      const waitMs = left > 1 ? waitFor(error, ATTEMPTS - left) : undefined;
      if (waitMs === undefined) throw error;
      await wait(waitMs, signal).catch(() => {
        throw cancelled(signal);
      });
      return attempt(left - 1, ...request);
    }
  };
  return (...request) => attempt(ATTEMPTS, ...request);
}

function waitFor(error: unknown, attempt: number): number | undefined {
  if (!isSmartyError(error) || (error.code !== "rate_limited" && error.code !== "unavailable")) return undefined;
  const waitMs = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** attempt;
  return waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
}

function cancelled(signal: AbortSignal): SmartyError {
  return new SmartyError("aborted", "Embedding was cancelled.", { cause: signal.reason });
}

function* inBatches<T extends { readonly text: string }>(items: readonly T[], size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  let characters = 0;
  for (const item of items) {
    if (batch.length > 0 && (batch.length >= size || characters + item.text.length > BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(item);
    characters += item.text.length;
  }
  if (batch.length > 0) yield batch;
}

/** Some servers end a text at a zero character, some refuse it. */
function clean(text: string): string {
  return text.replaceAll("\0", " ");
}

function isBlank(text: string): boolean {
  return clean(text).trim() === "";
}
