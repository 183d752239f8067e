import type { SyncOp } from "@smartypants/sdk";
import { fetchContent } from "./fetch-content.ts";
import { SHARED, sharedContainer } from "./forest.ts";
import { FOLDER, planContent, SHORTCUT } from "./formats.ts";
import { inOrder, mapInOrder } from "./in-order.ts";
import { documentError } from "./item-fault.ts";
import { type Placed, placeFile, readKey, VIA } from "./place.ts";
import { CONCURRENCY } from "./plan.ts";
import type { Seen } from "./readers.ts";
import type { Run } from "./run.ts";
import { toDocument } from "./to-document.ts";

type Known = ReadonlyMap<string, { readonly changeKey: string }>;

/** Files fetched side by side; what comes out keeps its order. */
const FETCHES = 16;

/**
 * Tells the host of files: as unchanged, touched, skipped, failed, or with their content. The folders that they lie in come before them;
 * folders in the list itself are passed over.
 */
export async function* showFiles(run: Run, found: AsyncIterable<readonly Seen[]>): AsyncGenerator<SyncOp, void> {
  const { signal } = run.session.context;
  for await (const op of inOrder(steps(run, found), FETCHES, (step) => (typeof step === "function" ? step() : Promise.resolve(step)))) {
    signal.throwIfAborted();
    if (op !== null) yield op;
  }
}

type Step = SyncOp | (() => Promise<SyncOp | null>);

async function* steps(run: Run, found: AsyncIterable<readonly Seen[]>): AsyncGenerator<Step, void> {
  for await (const page of found) {
    const files = page.filter((seen) => isFresh(run, seen));
    const placed = await mapInOrder(files, CONCURRENCY, (seen) => placeFile(run.session, run.forest, seen));
    const wanted = placed.flatMap((each, at) => (each === null ? [] : [{ placed: each, seen: files[at] }]));
    for (const node of await run.forest.takeContainers()) yield { op: "container", node };
    for (const { placed: each, seen } of wanted)
      if (each.file.mimeType === SHORTCUT && seen !== undefined) rememberShortcut(run, each, seen);
    const documents = wanted.flatMap(({ placed: each }) => (each.file.mimeType === SHORTCUT ? [] : [each]));
    if (documents.some((each) => each.containerId === SHARED)) yield { op: "container", node: sharedContainer() };
    // What is no longer wanted was stored perhaps; a full listing removes it by not showing it.
    const unwanted = run.tells !== "changes" ? [] : files.flatMap(({ file }, at) => (placed[at] === null ? (file.id ?? []) : []));
    const ids = [...documents.map(({ id }) => id), ...unwanted];
    const known =
      ids.length === 0 || run.tells === "places" ? new Map<string, { changeKey: string }>() : await run.session.context.known(ids);
    for (const id of unwanted) if (known.has(id)) yield { op: "delete", id, reason: "out_of_scope" };
    for (const each of documents) yield stepOf(run, each, known);
    run.done += documents.length;
    if (documents.length > 0) yield { op: "progress", done: run.done };
  }
}

/** Not told in this run yet. */
function isFresh(run: Run, { file }: Seen): boolean {
  const { id, mimeType } = file;
  if (typeof id !== "string" || mimeType === FOLDER || run.shown.has(id)) return false;
  run.shown.add(id);
  return true;
}

function stepOf(run: Run, placed: Placed, known: Known): Step {
  const { id, title, url, changeKey } = placed;
  if (placed.endsAt === undefined) run.endings.delete(id);
  else run.endings.set(id, { at: placed.endsAt, account: placed.account });
  const { home } = readKey(changeKey);
  if (home.startsWith(VIA)) run.via.set(home.slice(VIA.length), { targetId: id, isFolder: false, account: placed.account });
  if (run.tells === "places") return touchOp(placed);
  const plan = planContent(placed.file, run.session.maxBytes);
  if (plan.kind === "skip") return { op: "skip", id, title, url, reason: plan.reason, detail: plan.detail };
  const before = known.get(id)?.changeKey;
  if (before === changeKey) return run.tells === "all" ? { op: "unchanged", id } : () => Promise.resolve(null);
  if (before !== undefined && readKey(before).content === readKey(changeKey).content) return touchOp(placed);
  return () => contentOp(run, placed);
}

function touchOp({ id, title, url, path, containerId, acl, changeKey }: Placed): SyncOp {
  return { op: "touch", id, title, url, path, containerId, acl, changeKey };
}

/** Null for a file that went away since it was listed: the next list tells. */
async function contentOp({ session }: Run, placed: Placed): Promise<SyncOp | null> {
  const { id, title, url } = placed;
  const content = await fetchContent(session, placed);
  if (content.kind === "sections") return { op: "upsert", document: toDocument(placed, content.sections, content.mimeType) };
  if (content.kind === "skip") return { op: "skip", id, title, url, reason: content.reason, detail: content.detail };
  return content.fault.code === "not_found" ? null : { op: "error", error: documentError(id, content.fault) };
}

function rememberShortcut({ shortcuts }: Run, { id, file, containerId }: Placed, { account }: Seen): void {
  const { targetId, targetMimeType, targetResourceKey } = file.shortcutDetails ?? {};
  if (typeof targetId !== "string" || targetId === "") return;
  shortcuts.set(id, {
    id,
    targetId,
    resourceKey: targetResourceKey ?? undefined,
    folderId: containerId,
    isFolder: targetMimeType === FOLDER,
    account,
  });
}
