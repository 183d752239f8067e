import type { SyncOp } from "@smartypants/sdk";
import { type ChangeLog, readLogs } from "./change-log.ts";
import type { ChangesCheckpoint } from "./checkpoint.ts";
import { createForest, type Folder } from "./forest.ts";
import { lookUp } from "./look-up.ts";
import { checkpointOf, chosenFolders, filesOf, foldersOf, fullSync, membersKey, startTokens } from "./full-sync.ts";
import { FOLDER } from "./formats.ts";
import { isExpiredToken } from "./google-error.ts";
import { mapInOrder } from "./in-order.ts";
import { placeFile } from "./place.ts";
import { CONCURRENCY, homeOf, type Root, type Session } from "./plan.ts";
import type { Seen } from "./readers.ts";
import { createRun, type Run } from "./run.ts";
import { showTargets } from "./shortcuts.ts";
import { showFiles } from "./show-files.ts";
import { type Gone, sortChanges } from "./sort-changes.ts";
import { walkFolders } from "./walk.ts";

/**
 * What the change logs tell since the last run. Where they cannot tell all (a token has ended, other people or other settings, too much at
 * once), everything is listed again instead.
 */
export async function* changeSync(session: Session, before: ChangesCheckpoint): AsyncGenerator<SyncOp, void> {
  const log = await changesSince(session, before);
  if (log === null) {
    yield* fullSync(session);
    return;
  }
  const fresh = [...session.roots.values()].filter(({ key }) => before.roots[key] === undefined);
  const freshTokens = await startTokens({ ...session, roots: new Map(fresh.map((root) => [root.key, root])) });
  const run = createRun(session, createForest(session), "changes", before);
  const gone: Gone[] = [];
  const shortcuts = await lookAtShortcuts(run, gone);
  const chosen = await chosenFolders(run);
  const changes = await sortChanges(run, log.entries);
  gone.push(...changes.gone);
  const ended = (await readersEnded(run)).filter(({ file }) => !log.entries.has(file.id ?? ""));
  const folders = [...changes.folders, ...ended.filter(({ file }) => file.mimeType === FOLDER)];
  for (const seen of folders) run.forest.put(seen);
  for (const node of await run.forest.takeContainers()) yield { op: "container", node };
  for (const root of [...fresh, ...(await withNewMembers(run, before))]) yield* listRoot(run, root);
  for (const id of run.missing) gone.push({ id, reason: "deleted", isFolder: true });
  yield* showFiles(run, walkFolders(run, await changedFolders(run, folders, gone)));
  yield* showFiles(run, walkFolders(run, await moreFolders(run, chosen, before, folders)));
  yield* showFiles(run, inPages([...withoutTargets(run, [...changes.files, ...ended]), ...shortcuts]));
  yield* showTargets(run);
  yield* removals(run, gone);
  for (const key of Object.keys(before.roots))
    if (!session.roots.has(key)) yield { op: "deleteContainer", containerId: key.replace(/^drive:/, ""), reason: "access_lost" };
  const needsListing = changes.isUnclear || run.isIncomplete || gone.some(({ reason }) => reason === "out_of_scope" && run.via.size > 0);
  yield {
    op: "checkpoint",
    value: needsListing ? { phase: "listing" } : await checkpointOf(run, new Map([...log.tokens, ...freshTokens])),
  };
  yield { op: "done", listed: "changes" };
}

/** Null when everything has to be listed again. */
async function changesSince(session: Session, before: ChangesCheckpoint): Promise<ChangeLog | null> {
  const { scope, roots, accounts } = session;
  const people = (keys: Iterable<string>) =>
    [...keys]
      .filter((key) => key.startsWith("user:"))
      .toSorted()
      .join();
  const isSame = before.scope === scope.key && before.via !== null && people(Object.keys(before.roots)) === people(roots.keys());
  // A chosen folder may lie in a drive that is new.
  const hasNew = [...roots.keys()].some((key) => before.roots[key] === undefined);
  if (!isSame || (hasNew && scope.folders.size > 0) || accounts.size === 0) return null;
  try {
    const log = await readLogs(session, new Map(Object.entries(before.roots).map(([key, { token }]) => [key, token])));
    const hasOutside = log !== null && [...log.entries.values()].some(({ file }) => file !== undefined && homeOf(session, file) === null);
    return before.outside === null && hasOutside ? null : log;
  } catch (error) {
    if (!isExpiredToken(error)) throw error;
    session.context.log("info", "Google no longer takes a page token of a change log; everything is listed again.");
    return null;
  }
}

/** Files and folders some of whose permissions have ended by themselves since: no log tells that. */
async function readersEnded({ session, endings }: Run): Promise<readonly Seen[]> {
  const due = [...endings].filter(([, { at }]) => at <= session.now);
  for (const [id] of due) endings.delete(id);
  const seen = await mapInOrder(due, CONCURRENCY, ([id, { account }]) => lookUp(session, account, id));
  return seen.filter((each) => each !== null && each.file.trashed !== true).flatMap((each) => each ?? []);
}

/** The shortcuts that brought something in: their targets may be in nobody's log. Those that are gone take it with them. */
async function lookAtShortcuts(run: Run, gone: Gone[]): Promise<readonly Seen[]> {
  const all = [...run.via];
  for (const [, { targetId, isFolder }] of all) if (isFolder) run.forest.adopt(targetId);
  const looked = await mapInOrder(all, CONCURRENCY, async ([id, via]) => ({ id, via, seen: await lookUp(run.session, via.account, id) }));
  const found: Seen[] = [];
  for (const { id, via, seen } of looked) {
    const isThere = seen !== null && seen.file.trashed !== true && (await placeFile(run.session, run.forest, seen)) !== null;
    const target =
      isThere && via.isFolder
        ? await lookUp(run.session, via.account, via.targetId, seen.file.shortcutDetails?.targetResourceKey ?? undefined)
        : null;
    if (isThere && !via.isFolder) found.push(seen);
    else if (target !== null && target.file.trashed !== true) run.forest.put(target);
    else {
      run.via.delete(id);
      run.forest.abandon(via.targetId);
      gone.push({ id: via.targetId, reason: "out_of_scope", isFolder: via.isFolder });
    }
  }
  return found;
}

/** Shared drives whose members have changed: files that are shared beyond them have the members in lists of their own. */
async function withNewMembers(run: Run, { roots }: ChangesCheckpoint): Promise<readonly Root[]> {
  const known = [...run.session.roots.values()].filter(({ key, corpus }) => corpus.driveId !== undefined && roots[key] !== undefined);
  const keys = await mapInOrder(known, CONCURRENCY, (root) => membersKey(run, root));
  return known.filter(({ key }, at) => roots[key]?.readers !== keys[at]);
}

/** What a shortcut brought in is shown with it. */
function withoutTargets({ via }: Run, files: readonly Seen[]): readonly Seen[] {
  const targets = new Set([...via.values()].map(({ targetId }) => targetId));
  return files.filter(({ file }) => !targets.has(file.id ?? ""));
}

async function* listRoot(run: Run, root: Root): AsyncGenerator<SyncOp, void> {
  for (const seen of await foldersOf(run, root)) run.forest.put(seen);
  for (const node of await run.forest.takeContainers()) yield { op: "container", node };
  yield* showFiles(run, filesOf(run, root, new Map()));
}

/** Folders under which everything is looked at again: being moved, shared or restored shows on the folder alone. Those not wanted are gone. */
async function changedFolders(run: Run, changed: readonly Seen[], gone: Gone[]): Promise<readonly Folder[]> {
  const wanted = new Map<string, Folder>();
  for (const { file, account } of changed) {
    const folder = await run.forest.find(file.id ?? "", account);
    if (folder === null) continue;
    if (await run.forest.isWanted(folder)) wanted.set(folder.id, folder);
    else gone.push({ id: folder.id, reason: "out_of_scope", isFolder: true });
  }
  const highest: Folder[] = [];
  for (const folder of wanted.values()) if (!(await isBelow(run, folder, wanted))) highest.push(folder);
  return highest;
}

/** Chosen folders that have come back, or whose readers may have changed with a folder above them that is not wanted itself. */
async function moreFolders(
  run: Run,
  chosen: readonly Folder[],
  { missing }: ChangesCheckpoint,
  changed: readonly Seen[],
): Promise<readonly Folder[]> {
  const above = new Set(changed.map(({ file }) => file.id ?? ""));
  const more: Folder[] = [];
  for (const folder of chosen)
    if (missing.includes(folder.id) || (above.size > 0 && (await isBelow(run, folder, above)))) more.push(folder);
  return more;
}

async function isBelow(run: Run, start: Folder, others: { has(id: string): boolean }): Promise<boolean> {
  const passed = new Set<string>();
  for (let at: Folder | null = start; at !== null && at.parentId !== null && !passed.has(at.id);) {
    if (others.has(at.parentId)) return true;
    passed.add(at.id);
    at = await run.forest.find(at.parentId, at.seen.placedBy ?? at.seen.account);
  }
  return false;
}

/** Last, so that what was moved out of a folder is out of it before the folder goes. */
function* removals(run: Run, gone: readonly Gone[]): Generator<SyncOp, void> {
  for (const { id, reason, isFolder } of gone) {
    if (run.shown.has(id)) continue;
    if (isFolder !== true) yield { op: "delete", id, reason };
    if (isFolder !== false) yield { op: "deleteContainer", containerId: id, reason };
  }
}

const PAGE = 500;

async function* inPages(files: readonly Seen[]): AsyncGenerator<readonly Seen[], void> {
  for (let at = 0; at < files.length; at += PAGE) yield files.slice(at, at + PAGE);
}
