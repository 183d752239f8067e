import { type ConnectorContext, type DocumentError, isSmartyError, type SkipReason, type SmartyError, type SyncOp } from "@smartypants/sdk";
import { createFileFilter } from "./file-filter.ts";
import { type FolderFs, isDenied, isGone } from "./folder-fs.ts";
import { isOnDisk, type Listings } from "./locate.ts";
import { openRoot, type Root, verifyRoot } from "./root.ts";
import type { FolderSettings } from "./settings.ts";
import { refuseBySize, storeFile } from "./store-file.ts";
import { changeKeyOf, titleOf, toContainer, toDocument, urlOf } from "./to-document.ts";
import { type FoundFile, walk, type WalkEntry } from "./walk.ts";

type Context = ConnectorContext<FolderSettings, undefined>;

interface Run {
  readonly fs: FolderFs;
  readonly root: Root;
  readonly context: Context;
  readonly maxBytes: number;
  /** Ids of folders of which not everything was seen; empty for the root. */
  readonly incomplete: Set<string>;
  /** Ids whose rename this run has told: none may become two items. */
  readonly renamed: Set<string>;
  done: number;
  leftOut: number;
}

/** What the host knew of a page's files before it. */
interface PageKnowledge {
  readonly known: ReadonlyMap<string, { readonly changeKey: string }>;
  readonly idsByChangeKey: ReadonlyMap<string, readonly string[]>;
  readonly listings: Listings;
}

const PAGE_SIZE = 500;

export const bytesOfMb = (mb: number) => Math.floor(mb * 1024 ** 2);

/** The whole folder, page by page. Throws `config` when the folder is missing, so that a missing disk never removes anything. */
export async function* syncFolder(fs: FolderFs, context: Context): AsyncGenerator<SyncOp, void> {
  const { settings, signal } = context;
  const root = await openRoot(fs, settings.path);
  const maxBytes = bytesOfMb(settings.maxFileSizeMb);
  const run: Run = { fs, root, context, maxBytes, incomplete: new Set(), renamed: new Set(), done: 0, leftOut: 0 };
  const entries = walk({ root, filter: createFileFilter(settings), followSymlinks: settings.followSymlinks, signal, fs });
  for await (const page of inPages(entries, PAGE_SIZE)) {
    yield* syncPage(run, page);
    yield { op: "progress", done: run.done, ...(run.leftOut > 0 && { note: `${run.leftOut} left out by the patterns` }) };
  }
  await verifyRoot(fs, root);
  signal.throwIfAborted();
  // The root has no container to spare, so what is unknown there spares everything.
  if (run.incomplete.has("")) yield { op: "done", listed: "partial" };
  else yield { op: "done", listed: "everything", ...(run.incomplete.size > 0 && { incompleteContainers: [...run.incomplete] }) };
}

async function* inPages<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[], void> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function* syncPage(run: Run, page: readonly WalkEntry[]): AsyncGenerator<SyncOp, void> {
  const knowledge = await askHost(
    run.context,
    page.flatMap((entry) => (entry.kind === "file" ? [entry.file] : [])),
  );
  for (const entry of page) {
    run.context.signal.throwIfAborted();
    switch (entry.kind) {
      case "folder":
        yield { op: "container", node: toContainer(run.root, entry.folder) };
        break;
      case "leftOut":
        run.leftOut += entry.count;
        break;
      case "skipped":
        run.done++;
        yield skipOp(run, entry, entry.reason, entry.detail);
        break;
      case "incomplete":
        run.incomplete.add(entry.folder.id);
        yield* folderErrorOps(entry);
        break;
      case "file":
        run.done++;
        yield* syncFile(run, entry.file, knowledge);
        break;
    }
  }
}

async function askHost(context: Context, files: readonly FoundFile[]): Promise<PageKnowledge> {
  const known = files.length === 0 ? new Map<string, { changeKey: string }>() : await context.known(files.map((file) => file.id));
  const unknown = files.filter((file) => !known.has(file.id));
  const changeKeys = unknown.map((file) => changeKeyOf(file.stats));
  const idsByChangeKey = unknown.length === 0 ? new Map<string, string[]>() : await context.knownByChangeKey(changeKeys);
  return { known, idsByChangeKey, listings: new Map() };
}

async function* syncFile(run: Run, file: FoundFile, knowledge: PageKnowledge): AsyncGenerator<SyncOp, void> {
  const refusal = refuseBySize(file.stats.size, run.maxBytes);
  if (refusal !== null) {
    yield* refusalOps(run, file, refusal);
    return;
  }
  if (knowledge.known.get(file.id)?.changeKey === changeKeyOf(file.stats)) {
    yield { op: "unchanged", id: file.id };
    return;
  }
  const previousId = knowledge.known.has(file.id) ? null : await previousIdOf(run, file, knowledge);
  if (previousId !== null) {
    run.renamed.add(previousId);
    yield touchOp(run, file, previousId);
    return;
  }
  yield* upsertOps(run, file);
}

/** The stored item that this file was before it was moved or renamed; null when it is a new one. */
async function previousIdOf(run: Run, file: FoundFile, { idsByChangeKey, listings }: PageKnowledge): Promise<string | null> {
  for (const id of idsByChangeKey.get(changeKeyOf(file.stats)) ?? []) {
    // A touch cannot take an item out of its container, so a file that moved up into the root is shown as new.
    const isExpressible = file.containerId !== undefined || !id.includes("/");
    if (id === file.id || run.renamed.has(id) || !isExpressible) continue;
    // The same key at two places is a hard link, not a move. What cannot be looked at is taken to be there: reading again does no harm.
    if (!(await isOnDisk(run.fs, run.root, id, listings).catch(() => true))) return id;
  }
  return null;
}

function touchOp({ root }: Run, file: FoundFile, previousId: string): SyncOp {
  return {
    op: "touch",
    id: file.id,
    previousId,
    title: titleOf(file.name),
    path: file.id,
    url: urlOf(root, file.diskPath),
    ...(file.containerId !== undefined && { containerId: file.containerId }),
    changeKey: changeKeyOf(file.stats),
  };
}

async function* upsertOps(run: Run, file: FoundFile): AsyncGenerator<SyncOp, void> {
  const stored = await storeFile(run, file);
  if (isSmartyError(stored)) yield* refusalOps(run, file, stored);
  else yield { op: "upsert", document: toDocument(run.root, file, stored) };
}

/** What a file that cannot be stored is told as. One that has gone since it was listed is not told at all. */
function* refusalOps(run: Run, file: FoundFile, { code, message }: SmartyError): Generator<SyncOp, void> {
  if (code === "not_found") return;
  if (code === "empty" || code === "too_large" || code === "unsupported") yield skipOp(run, file, code, message);
  else yield { op: "error", error: { scope: "document", ref: file.id, message, ...ledgerCode(code) } };
}

function skipOp({ root }: Run, item: { id: string; name: string; diskPath: string }, reason: SkipReason, detail: string): SyncOp {
  return { op: "skip", id: item.id, title: titleOf(item.name), url: urlOf(root, item.diskPath), reason, detail };
}

function ledgerCode(code: SmartyError["code"]): Pick<DocumentError, "code" | "retryable"> {
  if (code === "forbidden") return { code, retryable: false };
  return { code: code === "network" ? code : "internal", retryable: true };
}

/** A folder that went away needs no word: it is only left out of the removal, until the next sync knows where it is. */
function* folderErrorOps({ folder, cause }: Extract<WalkEntry, { kind: "incomplete" }>): Generator<SyncOp, void> {
  if (isGone(cause)) return;
  const isForbidden = isDenied(cause);
  const message = isForbidden
    ? "Not everything in this folder can be read; give the account that runs SmartyPants read access."
    : "Not everything in this folder can be read now; check the disk or the network share.";
  const code = isForbidden ? "forbidden" : "network";
  const place = folder.id === "" ? ({ scope: "source" } as const) : ({ scope: "container", ref: folder.id } as const);
  yield { op: "error", error: { ...place, code, message, retryable: !isForbidden } };
}
