import type { IndexedDocument } from "../ports/database/documents.ts";
import type { VectorDocument } from "../ports/indexes.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { embeddedString } from "../text/embedded-string.ts";

type Embedder = Semantic["embedder"];
type Needs = Pick<Ports, "database">;

/** Texts handed to the embedder at once. */
const EMBED_BATCH = 64;
/** Vectors kept in one transaction. */
const SAVE_BATCH = 256;

/** The documents as a vector index takes them; what is not known yet is embedded and kept first. */
export async function embedDocuments(
  ports: Needs,
  embedder: Embedder,
  documents: readonly IndexedDocument[],
  signal: AbortSignal,
): Promise<VectorDocument[]> {
  const texts = textsOf(documents);
  const known = await ports.database.embeddings.find(embedder.id, [...texts.keys()]);
  const missing = [...texts].filter(([hash]) => !known.has(hash));
  const made = await embedTexts(ports, embedder, missing, signal);
  return vectorDocuments(documents, new Map([...known, ...made]));
}

/** The same without asking the embedder: passages that it has not seen are left out. */
export async function embeddedSoFar(
  { database }: Needs,
  embedder: Embedder,
  documents: readonly IndexedDocument[],
): Promise<VectorDocument[]> {
  return vectorDocuments(documents, await database.embeddings.find(embedder.id, [...textsOf(documents).keys()]));
}

/** Keeps the vectors in between as well: what a remote model has made should not be lost with the rest. */
async function embedTexts(
  { database }: Needs,
  embedder: Embedder,
  texts: readonly (readonly [hash: string, text: string])[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array>> {
  const made = new Map<string, Float32Array>();
  let unsaved: { readonly hash: string; readonly vector: Float32Array }[] = [];
  const save = async (): Promise<void> => {
    if (unsaved.length > 0) await database.embeddings.save(embedder.id, unsaved);
    unsaved = [];
  };
  const { dimensions, maxCharacters } = embedder;
  for (let from = 0; from < texts.length; from += EMBED_BATCH) {
    const batch = texts.slice(from, from + EMBED_BATCH);
    const rows = await embedder.embed(
      batch.map(([, text]) => text.slice(0, maxCharacters)),
      "passage",
      signal,
    );
    for (const [index, [hash]] of batch.entries()) {
      const vector = rows.slice(index * dimensions, (index + 1) * dimensions);
      made.set(hash, vector);
      unsaved.push({ hash, vector });
    }
    // A commit costs as much as embedding hundreds of short texts.
    if (unsaved.length >= SAVE_BATCH) await save();
  }
  await save();
  return made;
}

/** By hash: equal texts are embedded once. */
function textsOf(documents: readonly IndexedDocument[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { chunks, text } of documents) {
    for (const { hash, headingPath, header, start, end } of chunks) {
      if (!texts.has(hash)) texts.set(hash, embeddedString(headingPath, text.slice(start, end), header ?? undefined));
    }
  }
  return texts;
}

function vectorDocuments(documents: readonly IndexedDocument[], known: ReadonlyMap<string, Float32Array>): VectorDocument[] {
  return documents.map(({ payload, chunks }) => ({
    payload,
    chunks: chunks.flatMap(({ id, hash }) => {
      const vector = known.get(hash);
      return vector === undefined ? [] : [{ chunkId: id, hash, vector }];
    }),
  }));
}
