import type { IndexWork } from "../ports/database/documents.ts";
import type { LexicalDocument, VectorDocument } from "../ports/indexes.ts";
import type { Ports } from "../ports/ports.ts";
import { analysisLanguage } from "../text/analysis-language.ts";
import { analyze } from "../text/analyze.ts";
import { embeddedString } from "../text/embedded-string.ts";
import { pause } from "./pause.ts";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "clock">;

const BATCH = 100;
const LEASE_MS = 60_000;
/** How often to look whether another drainer is done. */
const LOOK_MS = 50;
const LET_GO_EVERY_MS = 1_000;
/** Texts handed to the embedder at once. */
const EMBED_BATCH = 64;
/** Vectors kept in one transaction. */
const SAVE_BATCH = 256;

/**
 * Brings the indexes up to the stored documents until nothing waits or the signal aborts. Repeating any part of it is harmless: a row leaves
 * the work set only when the document has not changed since. Returns how many rows it worked through.
 */
export async function drainIndex(ports: Needs, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const work = await ports.database.indexChanges.claim(BATCH, LEASE_MS, ports.clock.now());
    if (work.length === 0) return done;
    try {
      await applyWork(ports, work, signal);
    } catch (error) {
      await letGo(
        ports,
        work.map((each) => each.documentId),
      );
      throw error;
    }
    done += work.length;
  }
}

/** The same, until nothing of one source waits: what another drainer works on is waited for. */
export async function drainSource(ports: Needs, sourceId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    await drainIndex(ports, signal);
    if ((await ports.database.indexChanges.count(sourceId)) === 0) return;
    await pause(LOOK_MS, signal);
  }
}

/** Whoever comes next need not wait for the lease. On a full disk this is tried again in the background, for as long as the lease lasts. */
async function letGo({ database }: Needs, documentIds: readonly string[]): Promise<void> {
  const tryOnce = async (): Promise<boolean> =>
    database.indexChanges.release(documentIds).then(
      () => true,
      () => false,
    );
  const tryOn = async (): Promise<void> => {
    for (let waited = 0; waited < LEASE_MS; waited += LET_GO_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, LET_GO_EVERY_MS));
      if (await tryOnce()) return;
    }
  };
  if (!(await tryOnce())) void tryOn();
}

async function applyWork({ database, lexical, semantic }: Needs, work: readonly IndexWork[], signal: AbortSignal): Promise<void> {
  const removes = work.filter((each) => each.document === null).map((each) => each.documentId);
  const present = work.flatMap((each) => each.document ?? []);
  const vectors = semantic === null ? [] : await vectorDocuments(database, semantic.embedder, present, signal);
  await Promise.all([
    lexical.apply({ upserts: present.map(lexicalDocument), removes }),
    semantic === null ? undefined : semantic.vectors.apply({ upserts: vectors, removes }),
  ]);
  signal.throwIfAborted();
  await database.transaction((tx) =>
    tx.indexChanges.settle(
      work.map(({ documentId, generation, document }) => ({ documentId, generation, version: document?.version ?? null })),
    ),
  );
}

type Indexed = NonNullable<IndexWork["document"]>;

/** Title, container and the words of the path stand beside every chunk; the headings below the title belong to its body. */
function lexicalDocument(document: Indexed): LexicalDocument {
  const { payload, text } = document;
  const language = analysisLanguage(document.language);
  const title = analyze([document.title, ...placeWords(document)].join("\n"), language);
  return {
    payload,
    chunks: document.chunks.map((chunk) => ({
      chunkId: chunk.id,
      title,
      body: analyze(
        embeddedString(below(document.title, chunk.headingPath), text.slice(chunk.start, chunk.end), chunk.header ?? undefined),
        language,
      ),
    })),
  };
}

/** A first heading that is the title is not counted once more: it would make the text itself weigh less. */
function below(title: string, headingPath: readonly string[]): readonly string[] {
  return headingPath[0] === title ? headingPath.slice(1) : headingPath;
}

/** The file name (when it is not the title) and the folder it lies in. */
function placeWords({ title, path, containerTitle }: Indexed): string[] {
  const name = path?.split("/").at(-1);
  return [...(name === undefined || name === title ? [] : [name]), ...(containerTitle === null ? [] : [containerTitle])];
}

async function vectorDocuments(
  database: Needs["database"],
  embedder: NonNullable<Needs["semantic"]>["embedder"],
  documents: readonly Indexed[],
  signal: AbortSignal,
): Promise<VectorDocument[]> {
  const texts = new Map<string, string>();
  for (const { chunks, text } of documents) {
    for (const { hash, headingPath, header, start, end } of chunks) {
      if (!texts.has(hash)) texts.set(hash, embeddedString(headingPath, text.slice(start, end), header ?? undefined));
    }
  }
  const known = new Map(await database.embeddings.find(embedder.id, [...texts.keys()]));
  const missing = [...texts].filter(([hash]) => !known.has(hash));
  const keep = async (rows: readonly { readonly hash: string; readonly vector: Float32Array }[]): Promise<void> => {
    for (const { hash, vector } of rows) known.set(hash, vector);
    if (rows.length > 0) await database.embeddings.save(embedder.id, rows);
  };
  const made: { readonly hash: string; readonly vector: Float32Array }[] = [];
  for (let from = 0; from < missing.length; from += EMBED_BATCH) {
    const batch = missing.slice(from, from + EMBED_BATCH);
    const rows = await embedder.embed(
      batch.map(([, text]) => text.slice(0, embedder.maxCharacters)),
      "passage",
      signal,
    );
    const size = embedder.dimensions;
    for (const [index, [hash]] of batch.entries()) made.push({ hash, vector: rows.slice(index * size, (index + 1) * size) });
    // A commit costs as much as embedding hundreds of short texts; what a remote model has made should still not be lost.
    if (made.length >= SAVE_BATCH) await keep(made.splice(0));
  }
  await keep(made);
  return documents.map(({ payload, chunks }) => ({
    payload,
    chunks: chunks.flatMap(({ id, hash }) => {
      const vector = known.get(hash);
      return vector === undefined ? [] : [{ chunkId: id, hash, vector }];
    }),
  }));
}
