import { type ConnectorContext, globFault, type SurveyOp } from "@smartypants/sdk";
import { createFileFilter, type FileFilter } from "./file-filter.ts";
import type { FolderFs } from "./folder-fs.ts";
import { openRoot } from "./root.ts";
import type { FolderSettings } from "./settings.ts";
import { refuseBySize } from "./store-file.ts";
import { bytesOfMb } from "./sync-folder.ts";
import { walk, type WalkEntry } from "./walk.ts";

type Context = ConnectorContext<FolderSettings, undefined>;
type ItemOp = Extract<SurveyOp, { op: "item" }>;

/** Every file of the folder, with what the patterns make of it. What a folder holds that is left out is not looked at, as in a sync; nothing is opened. */
export async function* surveyFolder(fs: FolderFs, context: Context): AsyncGenerator<SurveyOp, void> {
  const { settings, signal } = context;
  const { include, exclude, followSymlinks } = settings;
  yield* faultsOf("include", include);
  yield* faultsOf("exclude", exclude);
  const root = await openRoot(fs, settings.path);
  const leftOut: ItemOp[] = [];
  const unused = createUnused(include);
  const filter = telling(settings, unused, (op) => leftOut.push(op));
  const maxBytes = bytesOfMb(settings.maxFileSizeMb);
  let isPartial = false;
  for await (const entry of walk({ root, filter, followSymlinks, signal, fs })) {
    yield* leftOut.splice(0);
    if (entry.kind === "incomplete") isPartial = true;
    else if (entry.kind === "folder") yield { op: "container", id: entry.folder.id, title: entry.folder.id, isIn: true };
    else if (entry.kind !== "leftOut") yield toItem(entry, maxBytes);
  }
  yield* leftOut;
  for (const glob of unused.rest()) yield { op: "note", setting: "include", message: `No file fits “${glob}”.` };
  yield { op: "end", isPartial };
}

function toItem(entry: Extract<WalkEntry, { kind: "file" | "skipped" }>, maxBytes: number): ItemOp {
  if (entry.kind === "skipped") {
    const { id, reason, detail: why } = entry;
    const item = { op: "item", id, title: id, why } as const;
    return reason === "excluded" ? { ...item, isIn: false } : { ...item, isIn: true, skip: reason };
  }
  const { id, stats } = entry.file;
  const refusal = refuseBySize(stats.size, maxBytes);
  const item = { op: "item", id, title: id, isIn: true } as const;
  return refusal === null ? item : { ...item, why: refusal.message, skip: refusal.code === "empty" ? "empty" : "too_large" };
}

/** The filter of a sync, which tells of what it refuses. */
function telling(settings: FolderSettings, unused: Unused, tell: (op: ItemOp) => void): FileFilter {
  const filter = createFileFilter(settings);
  const excludes = settings.exclude.map((glob) => ({ glob, ...createFileFilter({ include: [glob], exclude: [] }) }));
  return {
    isExcluded: (id) => {
      if (!filter.isExcluded(id)) return false;
      const by = excludes.find(({ isIncluded }) => isIncluded(id))?.glob;
      tell({ op: "item", id, title: id, isIn: false, why: by === undefined ? "left out by a pattern" : `left out by “${by}”` });
      return true;
    },
    isIncluded: (id) => {
      const isIn = filter.isIncluded(id);
      if (isIn) unused.see(id);
      else tell({ op: "item", id, title: id, isIn: false, why: "no pattern includes it" });
      return isIn;
    },
  };
}

interface Unused {
  see(id: string): void;
  rest(): readonly string[];
}

/** The patterns that nothing has fitted so far. */
function createUnused(globs: readonly string[]): Unused {
  let left = globs.map((glob) => ({ glob, ...createFileFilter({ include: [glob], exclude: [] }) }));
  return {
    see: (id) => {
      if (left.length > 0) left = left.filter(({ isIncluded }) => !isIncluded(id));
    },
    rest: () => left.map(({ glob }) => glob),
  };
}

function* faultsOf(setting: string, globs: readonly string[]): Generator<SurveyOp, void> {
  for (const glob of globs) {
    const message = globFault(glob);
    if (message !== null) yield { op: "note", setting, message };
  }
}
