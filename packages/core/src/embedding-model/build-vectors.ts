import { SmartyError } from "@smartypants/sdk";
import { drainIndex } from "../documents/drain-index.ts";
import { embedDocuments } from "../documents/embed-documents.ts";
import { pause } from "../documents/pause.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { requireRoom } from "../sync/require-room.ts";
import { changeNext, readState } from "./state.ts";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "logger" | "disk">;

/** Passages looked at in one go. */
const PAGE = 500;
/** Documents whose passages are embedded before they are handed to the index: few, so that others have their turn. */
const DOCUMENTS = 10;
/** After each of these it rests as long as it has worked, but not longer than this: searches come first, on a busy machine above all. */
const LONGEST_REST_MS = 250;
const REPORT_EVERY_MS = 1_000;
/** Rounds that find as many missing as the one before. */
const PATIENCE = 5;

/**
 * Gives a followed model the vectors of every passage, from the stored text: no source is asked. What it already has is passed over, so that it goes on where
 * it was when it is interrupted, and returns when one whole look finds nothing missing. Throws `full` while there is little room on the disk.
 */
export async function buildVectors(ports: Needs, model: string, signal: AbortSignal): Promise<void> {
  const target = ports.semantic.followed.find((each) => each.embedder.id === model);
  if (target === undefined) throw new SmartyError("not_found", `The model ${model} is not being built.`);
  const report = createReport(ports, model);
  let fruitless = 0;
  for (let before = Number.POSITIVE_INFINITY; ;) {
    const missing = await oneRound(ports, target, { signal, report });
    if (missing === 0) return;
    fruitless = missing < before ? 0 : fruitless + 1;
    if (fruitless === PATIENCE) throw new SmartyError("unavailable", `${missing} passages could not be given vectors of ${model}.`);
    before = missing;
  }
}

interface Round {
  readonly signal: AbortSignal;
  readonly report: (done: number) => Promise<void>;
}

async function oneRound(ports: Needs, target: Semantic, { signal, report }: Round): Promise<number> {
  const { indexChanges } = ports.database;
  let missing = 0;
  let done = 0;
  for (let after = 0; ;) {
    const chunks = await indexChanges.indexedChunks(after, PAGE);
    const last = chunks.at(-1);
    if (last === undefined) break;
    const present = await presentAmong(target, after, last.chunkId);
    const lacking = chunks.filter((chunk) => !present.has(chunk.chunkId));
    missing += lacking.length;
    const documents = [...new Set(lacking.map((chunk) => chunk.documentId))];
    for (let from = 0; from < documents.length; from += DOCUMENTS) {
      signal.throwIfAborted();
      await requireRoom(ports);
      await build(ports, target, documents.slice(from, from + DOCUMENTS), signal);
      await report(done + Math.round((chunks.length * from) / documents.length));
    }
    after = last.chunkId;
    done += chunks.length;
    await report(done);
  }
  return missing;
}

/** First the vectors, which takes long and disturbs nobody; then the index, in the one way in which documents get into it. */
async function build(ports: Needs, target: Semantic, documentIds: readonly string[], signal: AbortSignal): Promise<void> {
  const { database, clock } = ports;
  const from = clock.now();
  await embedDocuments(ports, target.embedder, await database.indexChanges.read(documentIds), signal);
  await database.indexChanges.mark(documentIds, clock.now());
  await drainIndex(ports, signal);
  await pause(Math.max(0, Math.min(LONGEST_REST_MS, clock.now() - from)), signal);
}

async function presentAmong({ vectors }: Semantic, after: number, last: number): Promise<ReadonlySet<number>> {
  const present = new Set<number>();
  for (let from = after; ;) {
    const ids = await vectors.chunkIds(from, PAGE);
    const end = ids.at(-1);
    for (const id of ids) present.add(id);
    if (end === undefined || end >= last || ids.length < PAGE) return present;
    from = end;
  }
}

/** Tells operators how far it is, now and then. */
function createReport({ database, clock }: Needs, model: string): Round["report"] {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return async (done) => {
    const now = clock.now();
    if (Math.abs(now - reportedAt) < REPORT_EVERY_MS) return;
    reportedAt = now;
    const next = (await readState(database))?.next ?? null;
    if (next?.choice?.model !== model || next.phase !== "building") return;
    await changeNext({ database, clock }, next, { done, total: await database.indexChanges.countIndexedChunks() });
  };
}
