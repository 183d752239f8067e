import type { SyncOp } from "@smartypants/sdk";
import { type ChangesCheckpoint, type DriveCheckpoint, MAX_REMEMBERED } from "./checkpoint.ts";
import { startToken } from "./drive-calls.ts";
import { createForest, type Folder } from "./forest.ts";
import { findAnywhere } from "./look-up.ts";
import { inOrder, mapInOrder } from "./in-order.ts";
import { CONCURRENCY, homeOf, type Root, type Session } from "./plan.ts";
import type { Seen } from "./readers.ts";
import { createRun, type Run } from "./run.ts";
import { shortHash } from "./scope.ts";
import { showTargets } from "./shortcuts.ts";
import { showFiles } from "./show-files.ts";
import { atHome, FILES_OF, FOLDERS_OF, pagesOf, walkFolders } from "./walk.ts";

/** Roots listed side by side. */
const LISTS = 4;
const OUTSIDE_PAGE = 500;

/**
 * Everything that is wanted, from the beginning: what is stored already costs a line in a list. The change logs are read from where they stood
 * before the first list was asked for, so nothing that happens meanwhile is lost.
 */
export async function* fullSync(session: Session): AsyncGenerator<SyncOp, void> {
  const tokens = await startTokens(session);
  yield { op: "checkpoint", value: { phase: "listing" } satisfies DriveCheckpoint };
  const run = createRun(session, createForest(session), "all");
  yield* listAll(run);
  // What Google did not list is looked for again; until then nothing counts as gone.
  if (!run.isIncomplete) yield { op: "checkpoint", value: await checkpointOf(run, tokens) };
  yield { op: "done", listed: run.isIncomplete ? "partial" : "everything" };
}

/** Everything that is wanted, told as the run wants it. */
export async function* listAll(run: Run): AsyncGenerator<SyncOp, void> {
  if (run.session.scope.folders.size > 0) yield* showFiles(run, walkFolders(run, await chosenFolders(run)));
  else yield* listRoots(run);
  yield* showTargets(run);
  for (const node of await run.forest.takeContainers()) yield { op: "container", node };
}

export async function startTokens({ google, roots }: Session): Promise<ReadonlyMap<string, string>> {
  const all = [...roots.values()];
  const tokens = await mapInOrder(all, CONCURRENCY, ({ corpus }) => startToken(google, corpus));
  return new Map(all.map(({ key }, at) => [key, tokens[at] ?? ""]));
}

async function* listRoots(run: Run): AsyncGenerator<SyncOp, void> {
  const outside = new Map<string, Seen>();
  for await (const folders of inOrder(run.session.roots.values(), LISTS, (root) => foldersOf(run, root))) addFolders(run, folders);
  for (const node of await run.forest.takeContainers()) yield { op: "container", node };
  yield* showFiles(run, filesOfAll(run, outside));
  yield* showFiles(run, inPages(run, outside));
}

export async function foldersOf(run: Run, root: Root): Promise<readonly Seen[]> {
  const all: Seen[] = [];
  for await (const files of pagesOf(run, root.corpus, FOLDERS_OF))
    for (const seen of atHome(run, files, root.corpus.account)) if (isOf(run, seen, root)) all.push(seen);
  return all;
}

function addFolders(run: Run, folders: readonly Seen[]): void {
  for (const seen of folders) if (!run.forest.has(seen.file.id ?? "")) run.forest.put(seen);
}

/** Whether this root's list is the one that tells of it. */
function isOf({ session }: Run, { file }: Seen, root: Root): boolean {
  const home = homeOf(session, file);
  return home === null || home.key === root.key;
}

/** Root after root, the first page of the next ones asked for meanwhile. */
async function* filesOfAll(run: Run, outside: Map<string, Seen>): AsyncGenerator<readonly Seen[], void> {
  const begin = async (root: Root) => {
    const rest = filesOf(run, root, outside);
    return { first: await rest.next(), rest };
  };
  for await (const { first, rest } of inOrder(run.session.roots.values(), LISTS, begin)) {
    if (first.done !== true) yield first.value;
    yield* rest;
  }
}

/** The files at home in a root. Those at home nowhere are kept for the end, when it is known who sees them. */
export async function* filesOf(run: Run, root: Root, outside: Map<string, Seen>): AsyncGenerator<readonly Seen[], void> {
  for await (const files of pagesOf(run, root.corpus, FILES_OF)) {
    const page = atHome(run, files, root.corpus.account);
    for (const seen of page)
      if (homeOf(run.session, seen.file) === null) outside.set(seen.file.id ?? "", betterView(outside.get(seen.file.id ?? ""), seen));
    yield page.filter(({ file }) => homeOf(run.session, file)?.key === root.key);
  }
}

/** Of two accounts that see a file of somebody outside: the one that sees its readers, else the first by name, whichever came first. */
export function betterView(one: Seen | undefined, other: Seen): Seen {
  if (one === undefined) return other;
  const rank = ({ file, account }: Seen) => `${file.permissions === undefined ? 1 : 0} ${account}`;
  return rank(one) <= rank(other) ? one : other;
}

async function* inPages({ outside: seers }: Run, outside: ReadonlyMap<string, Seen>): AsyncGenerator<readonly Seen[], void> {
  const all = [...outside].map(([id, seen]) => ({ ...seen, seers: [...(seers.get(id) ?? [])].toSorted() }));
  for (let at = 0; at < all.length; at += OUTSIDE_PAGE) yield all.slice(at, at + OUTSIDE_PAGE);
}

/** The folders that the settings name, found through whoever sees them. One that nobody sees is said, and remembered for when it comes back. */
export async function chosenFolders(run: Run): Promise<readonly Folder[]> {
  const found: Folder[] = [];
  run.missing.clear();
  for (const id of run.session.scope.folders) {
    const folder = await chosenFolder(run, id);
    if (folder === null) run.missing.add(id);
    else if (await run.forest.isWanted(folder)) found.push(folder);
    if (folder === null) run.session.context.log("warn", "A chosen folder cannot be seen by any account of this source.", { folder: id });
  }
  return found;
}

async function chosenFolder({ session, forest }: Run, id: string): Promise<Folder | null> {
  if (forest.has(id)) return forest.find(id, "");
  const seen = await findAnywhere(session, id);
  return seen === null || seen.file.trashed === true ? null : forest.put(seen);
}

export async function checkpointOf(run: Run, tokens: ReadonlyMap<string, string>): Promise<ChangesCheckpoint> {
  const endings = new Map([...run.endings, ...(await run.forest.endings())]);
  const outside = [...run.outside].map(([id, seers]): [string, string[]] => [id, [...seers].toSorted()]);
  return {
    phase: "changes",
    scope: run.session.scope.key,
    roots: Object.fromEntries(await mapInOrder(tokens, CONCURRENCY, ([key, token]) => rootState(run, key, token))),
    via: few(run.via),
    outside: few(outside),
    endings: few(endings),
    missing: [...run.missing],
  };
}

async function rootState(run: Run, key: string, token: string): Promise<[string, ChangesCheckpoint["roots"][string]]> {
  const readers = await membersKey(run, run.session.roots.get(key));
  return [key, { token, ...(readers !== undefined && { readers }) }];
}

/** Differs when the members of a shared drive do; undefined for a person's own. */
export async function membersKey({ forest }: Run, root: Root | undefined): Promise<string | undefined> {
  if (root === undefined || root.corpus.driveId === undefined) return undefined;
  const top = await forest.find(root.corpus.driveId, root.corpus.account);
  return top === null ? undefined : shortHash((await top.readers).allow);
}

function few<T>(entries: Iterable<readonly [string, T]>): Record<string, T> | null {
  const all = [...entries];
  return all.length > MAX_REMEMBERED ? null : Object.fromEntries(all);
}
