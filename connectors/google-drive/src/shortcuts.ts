import type { SyncOp } from "@smartypants/sdk";
import { type Folder } from "./forest.ts";
import { lookUp } from "./look-up.ts";
import { FOLDER, SHORTCUT } from "./formats.ts";
import type { Seen } from "./readers.ts";
import type { Run, Shortcut } from "./run.ts";
import { showFiles } from "./show-files.ts";
import { walkFolders } from "./walk.ts";

/** What the shortcuts that were met lead to, where it was not met itself: each target once, under its own id. */
export async function* showTargets(run: Run): AsyncGenerator<SyncOp, void> {
  const passed = new Set<string>();
  // What lies in the target of one may hold others.
  for (let left = [...run.shortcuts.values()]; left.length > 0; left = [...run.shortcuts.values()]) {
    run.shortcuts.clear();
    const files: Seen[] = [];
    const folders: Folder[] = [];
    for (const shortcut of left) {
      run.session.context.signal.throwIfAborted();
      if (passed.has(shortcut.targetId) || run.shown.has(shortcut.targetId)) continue;
      passed.add(shortcut.targetId);
      if (run.forest.has(shortcut.targetId) && (await isListed(run, shortcut))) continue;
      const seen = await lookUp(run.session, shortcut.account, shortcut.targetId, shortcut.resourceKey);
      if (seen === null || seen.file.trashed === true || seen.file.mimeType === SHORTCUT) continue;
      if (seen.file.mimeType !== FOLDER) files.push({ ...seen, via: shortcut });
      else if (await mayEnter(run, seen, shortcut)) folders.push(enter(run, seen, shortcut));
    }
    yield* showFiles(run, once(files));
    yield* showFiles(run, walkFolders(run, folders));
  }
}

async function isListed(run: Run, { targetId, account }: Shortcut): Promise<boolean> {
  return run.forest.isWanted(await run.forest.find(targetId, account));
}

/** A shortcut to a folder above itself would go round for ever, and bring in what was not asked for. */
async function mayEnter(run: Run, seen: Seen, shortcut: Shortcut): Promise<boolean> {
  const passed = new Set<string>();
  for (let id: string | null = shortcut.folderId; id !== null && !passed.has(id);) {
    if (id === seen.file.id) return false;
    passed.add(id);
    const folder: Folder | null = await run.forest.find(id, shortcut.account);
    id = folder?.parentId ?? null;
  }
  return !run.session.scope.excluded.has(seen.file.id ?? "");
}

function enter(run: Run, seen: Seen, { id, targetId, account }: Shortcut): Folder {
  run.via.set(id, { targetId, isFolder: true, account });
  const folder = run.forest.put(seen);
  run.forest.adopt(targetId);
  return folder;
}

async function* once(files: readonly Seen[]): AsyncGenerator<readonly Seen[], void> {
  if (files.length > 0) yield files;
}
