import { join } from "node:path";
import type { ConnectorContext, LiveHint } from "@smartypants/sdk";
import { createFileFilter, type FileFilter } from "./file-filter.ts";
import { type FolderFs, isGone } from "./folder-fs.ts";
import { openRoot, type Root } from "./root.ts";
import type { FolderSettings } from "./settings.ts";
import { idOfPath, type TreeListeners, type TreeWatcher, watchFolderByFolder, watchRecursively } from "./watch-tree.ts";

export interface WatchClock {
  /** Resolves after `ms` milliseconds, at once when the signal aborts; never rejects. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly canWatchRecursively: boolean;
}

type Context = ConnectorContext<FolderSettings, undefined>;

/** Saving a file is several events, and an archive that is unpacked is thousands. */
const DEBOUNCE_MS = 300;
/** More changed paths than this at once are one hint for the whole source. */
const MAX_PATHS = 1000;

interface Changes {
  /** Path to whether it came or went (`rename`), rather than only changed. */
  readonly paths: Map<string, boolean>;
  /** Something changed that has no path. */
  isUnclear: boolean;
  failure: unknown;
  wake: () => void;
}

/**
 * Hints of changes until the signal aborts. Where watching is not possible, or stops working, it says so in the log and ends: then changes
 * are found by the scheduled syncs.
 */
export async function* watchFolder(fs: FolderFs, context: Context, clock: WatchClock): AsyncGenerator<LiveHint, void> {
  const { settings, signal } = context;
  const root = await openRoot(fs, settings.path);
  const changes: Changes = { paths: new Map(), isUnclear: false, failure: undefined, wake: () => undefined };
  const wakeUp = () => changes.wake();
  const watcher = await startWatching(fs, context, root, clock, listenersOf(changes));
  if (watcher === null) return;
  signal.addEventListener("abort", wakeUp);
  try {
    while (!signal.aborted) {
      await nextChange(changes, signal);
      await clock.delay(DEBOUNCE_MS, signal);
      if (signal.aborted) return;
      // As it is now: a failure that comes while these hints are taken needs a last hint of its own.
      const { failure } = changes;
      yield* hintsOf(fs, context, root, watcher, changes);
      if (failure === undefined) continue;
      logFailure(context, failure);
      return;
    }
  } finally {
    signal.removeEventListener("abort", wakeUp);
    watcher.close();
  }
}

/** Null when this folder cannot be watched. */
async function startWatching(
  fs: FolderFs,
  context: Context,
  root: Root,
  { canWatchRecursively }: WatchClock,
  listeners: TreeListeners,
): Promise<TreeWatcher | null> {
  const { settings, signal } = context;
  const options = { fs, root, filter: createFileFilter(settings), followSymlinks: settings.followSymlinks, signal };
  try {
    return canWatchRecursively ? watchRecursively(options, listeners) : await watchFolderByFolder(options, listeners);
  } catch (error) {
    // Live hints are a convenience: without them, and when the signal aborts meanwhile, nothing else is wrong.
    if (!signal.aborted) logFailure(context, error);
    return null;
  }
}

function logFailure(context: Context, error: unknown): void {
  context.log("warn", "The folder cannot be watched; changes are found by the scheduled syncs.", {
    reason: error instanceof Error ? error.message : String(error),
  });
}

function listenersOf(changes: Changes): TreeListeners {
  return {
    onChange(event, path) {
      if (path === null || changes.paths.size >= MAX_PATHS) changes.isUnclear = true;
      else changes.paths.set(path, (changes.paths.get(path) ?? false) || event === "rename");
      changes.wake();
    },
    onError(error) {
      // Whatever happened after the failure is lost.
      changes.isUnclear = true;
      changes.failure = error;
      changes.wake();
    },
  };
}

function nextChange(changes: Changes, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    changes.wake = resolve;
    if (signal.aborted || changes.isUnclear || changes.paths.size > 0) resolve();
  });
}

type Verdict = { readonly hint: "item" | "gone"; readonly id: string } | { readonly hint: "source" | "none" };

async function* hintsOf(
  fs: FolderFs,
  context: Context,
  root: Root,
  watcher: TreeWatcher,
  changes: Changes,
): AsyncGenerator<LiveHint, void> {
  const paths = [...changes.paths];
  const wasUnclear = changes.isUnclear;
  changes.paths.clear();
  changes.isUnclear = false;
  const filter = createFileFilter(context.settings);
  const verdicts: Verdict[] = [];
  for (const [path, cameOrWent] of paths) verdicts.push(await judge({ fs, root, filter, watcher, context }, path, cameOrWent));
  const gone = verdicts.flatMap((verdict) => (verdict.hint === "gone" ? [verdict.id] : []));
  const known = gone.length === 0 ? new Map<string, unknown>() : await context.known(gone);
  // Where folders are not known apart, something unknown that has gone may have been a folder full of items.
  const isFolderGone = watcher.wasFolder("") === undefined && gone.some((id) => !known.has(id));
  if (wasUnclear || isFolderGone || verdicts.some((verdict) => verdict.hint === "source")) {
    yield { scope: "source" };
    return;
  }
  const ids = verdicts.flatMap((verdict) =>
    verdict.hint === "item" || (verdict.hint === "gone" && known.has(verdict.id)) ? [verdict.id] : [],
  );
  for (const id of new Set(ids)) yield { scope: "item", id };
}

interface Judging {
  readonly fs: FolderFs;
  readonly root: Root;
  readonly filter: FileFilter;
  readonly watcher: TreeWatcher;
  readonly context: Context;
}

async function judge({ fs, root, filter, watcher, context }: Judging, path: string, cameOrWent: boolean): Promise<Verdict> {
  const id = idOfPath(path);
  if (isLeftOut(filter, id)) return { hint: "none" };
  try {
    const stats = await fs.lstat(join(root.realPath, path));
    if (stats.isFile()) return filter.isIncluded(id) ? { hint: "item", id } : { hint: "none" };
    if (stats.isSymbolicLink()) return { hint: context.settings.followSymlinks === false ? "none" : "source" };
    if (!stats.isDirectory() || !cameOrWent) return { hint: "none" };
    await watcher.follow(path);
    return { hint: "source" };
  } catch (error) {
    if (context.signal.aborted) throw error;
    // Whatever hides the item, the sync finds out.
    if (!isGone(error)) return { hint: "source" };
    const wasFolder = watcher.wasFolder(path) === true;
    watcher.forget(path);
    return wasFolder ? { hint: "source" } : { hint: "gone", id };
  }
}

/** Itself, or with a folder above it. */
function isLeftOut(filter: FileFilter, id: string): boolean {
  const parts = id.split("/");
  return parts.some((_, at) => filter.isExcluded(parts.slice(0, at + 1).join("/")));
}
