import type { Inspection, StoredVersion } from "../ports/database/doctor.ts";
import type { Hash } from "../ports/system.ts";
import { embeddedString } from "../text/embedded-string.ts";
import { PIPELINE_TEXT_VERSION } from "../text/pipeline-version.ts";
import { ok, plural, type ReportItem } from "./report-item.ts";

/** Where in the order of documents a sample is taken, and how many from there on. */
const PLACES = 20;
const PER_PLACE = 10;
const PAGE = 200;

const about = { id: "passages", title: "Passages are exact pieces of the stored text" };

/**
 * Computes hashes of texts and passages again and compares. A sample is spread evenly over the documents, so that two runs over the same data look
 * at the same ones.
 */
export async function checkChunks(inspection: Inspection, hash: Hash, { deep }: { readonly deep: boolean }): Promise<ReportItem> {
  const total = await inspection.countDocuments();
  const wrong: string[] = [];
  let looked = 0;
  let older = 0;
  for await (const id of deep || total <= PLACES * PER_PLACE ? allIds(inspection) : sampleIds(inspection, total)) {
    const verdict = await judge(inspection, hash, id);
    if (verdict === "gone") continue;
    looked += 1;
    if (verdict === "older") older += 1;
    if (verdict === "wrong") wrong.push(id);
  }
  const scope = looked < total ? `${looked} of ${plural(total, "document")}` : plural(looked, "document");
  const rest = older === 0 ? "" : ` ${plural(older, "was", "were")} stored by an older version and will be read again.`;
  if (wrong.length === 0) return ok(about.id, about.title, `Looked at ${scope}; all are as they were stored.${rest}`);
  return {
    ...about,
    status: "failed",
    detail: `${plural(wrong.length, "document")} of ${looked} differ from what was stored (${wrong.slice(0, 5).join(", ")}).${rest}`,
    remedy: "The disk may be failing. Restore a backup with smartypants restore <file>, or delete the source and add it again.",
  };
}

async function* allIds(inspection: Inspection): AsyncGenerator<string> {
  for (let after = ""; ;) {
    const ids = await inspection.documentIds(after, PAGE);
    yield* ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}

async function* sampleIds(inspection: Inspection, total: number): AsyncGenerator<string> {
  for (let place = 0; place < PLACES; place++) {
    const first = await inspection.documentIdAt(Math.floor((total * place) / PLACES));
    if (first === null) return;
    yield first;
    yield* await inspection.documentIds(first, PER_PLACE - 1);
  }
}

type Verdict = "right" | "wrong" | "older" | "gone";

/** Looked at twice when it seems wrong: a sync may have replaced it between two reads. */
async function judge(inspection: Inspection, hash: Hash, id: string): Promise<Verdict> {
  let verdict: Verdict = "wrong";
  for (let tries = 0; tries < 2 && verdict === "wrong"; tries++) {
    const stored = await inspection.storedVersion(id);
    verdict = stored === null ? "gone" : judgeVersion(stored, hash);
  }
  return verdict;
}

function judgeVersion({ pipelineVersion, text, textHash, chunks }: StoredVersion, hash: Hash): Verdict {
  if (!pipelineVersion.startsWith(`${PIPELINE_TEXT_VERSION}/`)) return "older";
  if (hash(text) !== textHash || chunks.length === 0) return "wrong";
  let end = 0;
  for (const chunk of chunks) {
    const isPlaced = chunk.start >= end && chunk.end > chunk.start && chunk.end <= text.length;
    if (!isPlaced || cutsPair(text, chunk.start) || cutsPair(text, chunk.end)) return "wrong";
    const embedded = embeddedString(chunk.headingPath, text.slice(chunk.start, chunk.end), chunk.header ?? undefined);
    if (hash(embedded) !== chunk.hash) return "wrong";
    end = chunk.end;
  }
  return "right";
}

function cutsPair(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
