import { isSmartyError } from "@smartypants/sdk";
import type { IndexedDocument, IndexWork } from "../ports/database/documents.ts";
import type { LexicalDocument } from "../ports/indexes.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { analysisLanguage } from "../text/analysis-language.ts";
import { analyze } from "../text/analyze.ts";
import { embeddedString } from "../text/embedded-string.ts";
import { embedDocuments, embeddedSoFar } from "./embed-documents.ts";
import { pause } from "./pause.ts";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "logger">;

const BATCH = 100;
/** Of a model that takes its time: a claim must not outlive its lease. */
const SLOW_BATCH = 10;
/** Models that embed thousands of passages a second. */
const FAST_MODELS: ReadonlySet<string> = new Set(["smartypants/static-en"]);
const LEASE_MS = 60_000;
/** How often to look whether another drainer is done. */
const LOOK_MS = 50;
const LET_GO_EVERY_MS = 1_000;

/**
 * Brings the indexes up to the stored documents until nothing waits or the signal aborts. Repeating any part of it is harmless: a row leaves
 * the work set only when the document has not changed since. Returns how many rows it worked through.
 */
export async function drainIndex(ports: Needs, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const isFast = ports.semantic.followed.every(({ embedder }) => FAST_MODELS.has(embedder.id));
    const work = await ports.database.indexChanges.claim(isFast ? BATCH : SLOW_BATCH, LEASE_MS, ports.clock.now());
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

async function applyWork(ports: Needs, work: readonly IndexWork[], signal: AbortSignal): Promise<void> {
  const removes = work.filter((each) => each.document === null).map((each) => each.documentId);
  const present = work.flatMap((each) => each.document ?? []);
  await Promise.all([
    ports.lexical.apply({ upserts: present.map(lexicalDocument), removes }),
    ...ports.semantic.followed.map((model) => applyVectors(ports, model, { present, removes, signal })),
  ]);
  signal.throwIfAborted();
  await ports.database.transaction((tx) =>
    tx.indexChanges.settle(
      work.map(({ documentId, generation, document }) => ({ documentId, generation, version: document?.version ?? null })),
    ),
  );
}

interface Changes {
  readonly present: readonly IndexedDocument[];
  readonly removes: readonly string[];
  readonly signal: AbortSignal;
}

/** A model that searches do not use holds nobody up: what it could not embed now is found missing and made up for before they do. */
async function applyVectors(ports: Needs, model: Semantic, { present, removes, signal }: Changes): Promise<void> {
  const isCurrent = model === ports.semantic.current;
  try {
    const upserts = await embedDocuments(ports, model.embedder, present, signal).catch((error: unknown) => {
      if (isCurrent || signal.aborted || !isSmartyError(error)) throw error;
      ports.logger.warn({ err: error, model: model.embedder.id }, "a model that is not in use yet could not embed new texts");
      return embeddedSoFar(ports, model.embedder, present);
    });
    await model.vectors.apply({ upserts, removes });
  } catch (error) {
    // Given up in the meantime, with its index.
    if (ports.semantic.followed.includes(model)) throw error;
  }
}

/** Title, container and the words of the path stand beside every chunk; the headings below the title belong to its body. */
function lexicalDocument(document: IndexedDocument): LexicalDocument {
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
function placeWords({ title, path, containerTitle }: IndexedDocument): string[] {
  const name = path?.split("/").at(-1);
  return [...(name === undefined || name === title ? [] : [name]), ...(containerTitle === null ? [] : [containerTitle])];
}
