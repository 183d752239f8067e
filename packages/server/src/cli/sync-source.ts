import { setTimeout as sleep } from "node:timers/promises";
import type { ItemAnswer, Page, RunAnswer, SourceAnswer } from "./answers.ts";
import type { OpenApi } from "./open-api.ts";
import { formatReasons, groupReasons, summarizeRun } from "./ledger-summary.ts";
import { createStatusLine, oneLine, type Terminal } from "./terminal.ts";

const ENDED = new Set<RunAnswer["state"]>(["succeeded", "partial", "failed", "cancelled"]);
/** In this process a look costs nothing. */
const LOOK_HERE_MS = 25;
const LOOK_REMOTE_MS = 250;

export interface Follow {
  readonly api: OpenApi;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

export async function requestSync(api: OpenApi, sourceId: string, confirmRemoval = false): Promise<string> {
  const { syncRunId } = await api.post<{ syncRunId: string }>(`/sources/${sourceId}/sync`, confirmRemoval ? { confirmRemoval } : {});
  return syncRunId;
}

/** Waits for a sync to end, with a line on the terminal that tells how far it is. */
export async function followSync({ api, terminal, signal }: Follow, source: Pick<SourceAnswer, "name">, runId: string): Promise<RunAnswer> {
  const status = createStatusLine(terminal);
  try {
    for (;;) {
      const run = await api.get<RunAnswer>(`/sync-runs/${runId}`);
      if (ENDED.has(run.state)) return run;
      status.show(progressLine(source.name, run));
      await sleep(api.serverUrl === null ? LOOK_HERE_MS : LOOK_REMOTE_MS, undefined, { signal });
    }
  } finally {
    status.clear();
  }
}

export function progressLine(name: string, { counts, progress, state }: RunAnswer): string {
  if (state === "queued") return `Syncing ${oneLine(name)}: waiting for its turn`;
  const total = progress?.total === undefined ? "" : ` of ${progress.total}`;
  const rest = counts.skipped + counts.failed > 0 ? `, ${counts.skipped} skipped, ${counts.failed} failed` : "";
  return `Syncing ${oneLine(name)}: ${Math.max(counts.seen, progress?.done ?? 0)}${total} seen, ${counts.indexed} indexed${rest}`;
}

const PAGES = 5;

/** The first thousand items of a state. */
async function itemsIn(api: OpenApi, sourceId: string, state: "skipped" | "failed"): Promise<{ items: ItemAnswer[]; isMore: boolean }> {
  const items: ItemAnswer[] = [];
  let cursor = "";
  for (let pages = 0; pages < PAGES; pages++) {
    const after = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.get<Page<ItemAnswer>>(`/sources/${sourceId}/items?state=${state}&limit=200${after}`);
    items.push(...page.items);
    if (page.nextCursor === null) return { items, isMore: false };
    cursor = page.nextCursor;
  }
  return { items, isMore: true };
}

/** What became of a source's items, with the reasons of those that are not there. */
export async function describeSync(api: OpenApi, source: Pick<SourceAnswer, "id" | "name">, run: RunAnswer): Promise<string> {
  const lines = [`${summarizeRun(source.name, run)}\n`];
  if (run.counts.skipped > 0) {
    const { items, isMore } = await itemsIn(api, source.id, "skipped");
    lines.push(formatReasons("Skipped", groupReasons(items), isMore));
  }
  if (run.counts.failed > 0) {
    const { items, isMore } = await itemsIn(api, source.id, "failed");
    lines.push(formatReasons("Failed", groupReasons(items), isMore));
  }
  if (run.error !== undefined) lines.push(`${oneLine(run.error.message)}\n`);
  return lines.join("");
}
