import type { ContainerNode, Principal } from "@smartypants/sdk";
import { aclOf, isSameAllow } from "./access.ts";
import type { DriveFile } from "./drive-calls.ts";
import { mapInOrder } from "./in-order.ts";
import { lookUp } from "./look-up.ts";
import { CONCURRENCY, homeOf, isDriveLeftOut, type Root, type Session } from "./plan.ts";
import { addsNothing, ownReaders, type Seen } from "./readers.ts";
import type { Ending } from "./run.ts";
import { titleOf } from "./titles.ts";

/** Where things lie that are only shared with somebody, or whose folder nobody of the source can see. */
export const SHARED = "shared-with-me";

export interface Folder {
  readonly id: string;
  readonly name: string;
  /** Null at the top of a root, and where the folder above cannot be seen. */
  readonly parentId: string | null;
  readonly isTop: boolean;
  readonly seen: Seen;
  readonly readers: Promise<FolderReaders>;
}

export interface FolderReaders {
  readonly allow: readonly Principal[];
  /** The folder above says who may read it. */
  readonly inherits: boolean;
  readonly endsAt?: number;
}

/** The folders that a run has met, and which of them are wanted. */
export interface Forest {
  /** Adds a folder, or what has become of it. */
  put(seen: Seen): Folder;
  has(id: string): boolean;
  /** From what is known, else from Google; null when it cannot be seen. */
  find(id: string, account: string): Promise<Folder | null>;
  parentOf(file: DriveFile, account: string): Promise<Folder | null>;
  /** Counts as wanted with all below it, because a shortcut in a wanted folder leads to it. */
  adopt(id: string): void;
  abandon(id: string): void;
  isWanted(folder: Folder | null): Promise<boolean>;
  /** Names from the top down, without the top itself; joined by "/". */
  pathOf(folder: Folder | null): Promise<string>;
  /** Wanted folders that were added since the last call, parents before children. */
  takeContainers(): Promise<readonly ContainerNode[]>;
  /** When the first of the permissions of folders ends by itself, by folder. */
  endings(): Promise<ReadonlyMap<string, Ending>>;
}

interface State {
  readonly session: Session;
  readonly folders: Map<string, Folder>;
  readonly missing: Set<string>;
  readonly adopted: Set<string>;
  readonly waiting: Set<string>;
  readonly shown: Set<string>;
  readonly wanted: Map<string, Promise<boolean>>;
}

export function createForest(session: Session): Forest {
  const state: State = {
    session,
    folders: new Map(),
    missing: new Set(),
    adopted: new Set(),
    waiting: new Set(),
    shown: new Set(),
    wanted: new Map(),
  };
  for (const root of session.roots.values()) put(state, { file: root.top, account: root.corpus.account, seers: seersOfRoot(root) });
  return {
    put: (seen) => put(state, seen),
    has: (id) => state.folders.has(id),
    find: (id, account) => find(state, id, account),
    parentOf: (file, account) => parentOf(state, file, account),
    adopt: (id) => {
      state.adopted.add(id);
      state.wanted.clear();
    },
    abandon: (id) => {
      state.adopted.delete(id);
      state.wanted.clear();
    },
    isWanted: (folder) => isWanted(state, folder),
    pathOf: (folder) => pathOf(state, folder),
    takeContainers: () => takeContainers(state),
    endings: async () => {
      const found = new Map<string, Ending>();
      for (const id of state.shown) {
        const folder = state.folders.get(id);
        const at = (await folder?.readers)?.endsAt;
        if (folder !== undefined && at !== undefined) found.set(id, { at, account: folder.seen.account });
      }
      return found;
    },
  };
}

function seersOfRoot({ key }: Root): readonly string[] {
  return key.startsWith("user:") ? [key.slice("user:".length)] : [];
}

function put(state: State, seen: Seen): Folder {
  const { session, folders } = state;
  const id = seen.file.id ?? "";
  const isTop = [...homeTop(session, seen.file)].includes(id);
  const parentId = isTop ? null : (seen.file.parents?.[0] ?? null);
  const lazy: { readers?: Promise<FolderReaders> } = {};
  const folder: Folder = {
    id,
    name: seen.file.name ?? "",
    parentId,
    isTop,
    seen,
    // Asked for when needed: most folders of a large source say nothing of their own.
    get readers() {
      lazy.readers ??= readersOfFolder(state, folder);
      return lazy.readers;
    },
  };
  folders.set(id, folder);
  state.missing.delete(id);
  state.waiting.add(id);
  state.wanted.clear();
  return folder;
}

function homeTop(session: Session, file: DriveFile): readonly string[] {
  const top = homeOf(session, file)?.top.id;
  return typeof top === "string" ? [top] : [];
}

async function readersOfFolder(state: State, folder: Folder): Promise<FolderReaders> {
  const { seen } = folder;
  const above = await aboveOf(state, folder);
  if (above !== null && addsNothing(seen.file)) return { allow: (await above.readers).allow, inherits: true };
  const own = await ownReaders(state.session, seen);
  const cut = seen.file.inheritedPermissionsDisabled === true;
  const inherits = above !== null && !cut && isSameAllow(own.allow, (await above.readers).allow);
  return { ...own, inherits };
}

async function aboveOf(state: State, folder: Folder): Promise<Folder | null> {
  return folder.parentId === null ? null : find(state, folder.parentId, folder.seen.placedBy ?? folder.seen.account);
}

async function find(state: State, id: string, account: string): Promise<Folder | null> {
  const present = state.folders.get(id);
  if (present !== undefined) return present;
  if (state.missing.has(`${account} ${id}`)) return null;
  const seen = await lookUp(state.session, account, id);
  // Somebody else's question may have been answered meanwhile.
  const meanwhile = state.folders.get(id);
  if (meanwhile !== undefined) return meanwhile;
  if (seen !== null && seen.file.trashed !== true) return put(state, seen);
  state.missing.add(`${account} ${id}`);
  return null;
}

async function parentOf(state: State, file: DriveFile, account: string): Promise<Folder | null> {
  const id = file.parents?.[0];
  return id === undefined ? null : find(state, id, account);
}

function isWanted(state: State, folder: Folder | null): Promise<boolean> {
  const { session, wanted } = state;
  // Outside of all folders: wanted unless only some folders are.
  if (folder === null) return Promise.resolve(session.scope.folders.size === 0 && session.context.settings.myDrives);
  const known = wanted.get(folder.id);
  if (known !== undefined) return known;
  const found = decide(state, folder, new Set());
  wanted.set(folder.id, found);
  return found;
}

async function decide(state: State, folder: Folder, below: Set<string>): Promise<boolean> {
  const { scope } = state.session;
  if (scope.excluded.has(folder.id) || below.has(folder.id)) return false;
  below.add(folder.id);
  if (isDriveLeftOut(state.session, folder.seen.file)) return false;
  if (!folder.isTop && scope.isLeftOut(await pathOf(state, folder))) return false;
  const above = await aboveOf(state, folder);
  const isAdopted = state.adopted.has(folder.id);
  if (above !== null && !isAdopted && !scope.folders.has(folder.id)) return decide(state, above, below);
  // What lies above an adopted folder or a chosen one does not matter, unless it is left out.
  if (above !== null && !isAdopted && (await isCutOff(state, above))) return false;
  if (isAdopted || scope.folders.has(folder.id)) return true;
  if (scope.folders.size > 0) return false;
  return typeof folder.seen.file.driveId === "string" || state.session.context.settings.myDrives;
}

/** Whether a folder, or one above it, is left out by name. */
async function isCutOff(state: State, folder: Folder): Promise<boolean> {
  const passed = new Set<string>();
  for (let at: Folder | null = folder; at !== null && !passed.has(at.id); at = await aboveOf(state, at)) {
    if (state.session.scope.excluded.has(at.id)) return true;
    passed.add(at.id);
  }
  return false;
}

async function pathOf(state: State, folder: Folder | null): Promise<string> {
  const names: string[] = [];
  const passed = new Set<string>();
  for (let at = folder; at !== null && !at.isTop && !passed.has(at.id); at = await aboveOf(state, at)) {
    passed.add(at.id);
    names.unshift(titleOf(at.name).replaceAll("/", "\u2215"));
  }
  return names.join("/");
}

async function takeContainers(state: State): Promise<readonly ContainerNode[]> {
  const taken = [...state.waiting];
  state.waiting.clear();
  const folders = taken.flatMap((id) => state.folders.get(id) ?? []);
  await mapInOrder(folders, CONCURRENCY, async (folder) => ((await isWanted(state, folder)) ? folder.readers : null));
  const nodes: ContainerNode[] = [];
  for (const folder of folders) await show(state, folder, new Set(taken), nodes);
  return nodes;
}

async function show(state: State, folder: Folder, fresh: Set<string>, nodes: ContainerNode[]): Promise<void> {
  if (!fresh.delete(folder.id) || !(await isWanted(state, folder))) return;
  const above = await aboveOf(state, folder);
  const isAboveWanted = above !== null && (await isWanted(state, above));
  if (above !== null && isAboveWanted) {
    // One that was found while looking for this one is shown here rather than at the next call.
    if (state.waiting.delete(above.id)) fresh.add(above.id);
    await show(state, above, fresh, nodes);
  }
  const needsShared = !folder.isTop && above === null;
  if (needsShared && !state.shown.has(SHARED)) nodes.push(sharedNode(state));
  const { allow, inherits } = await folder.readers;
  const parentId = isAboveWanted ? above.id : needsShared ? SHARED : undefined;
  nodes.push({
    id: folder.id,
    ...(parentId !== undefined && { parentId }),
    title: topTitle(state.session, folder),
    url: urlOfFolder(folder),
    path: await pathOf(state, folder),
    acl: inherits && isAboveWanted ? { mode: "inherit" } : aclOf(allow),
  });
  state.shown.add(folder.id);
}

function sharedNode(state: State): ContainerNode {
  state.shown.add(SHARED);
  return sharedContainer();
}

/** Nobody may read by it: what lies in it has permissions of its own. */
export function sharedContainer(): ContainerNode {
  return {
    id: SHARED,
    title: "Shared with me",
    url: "https://drive.google.com/drive/shared-with-me",
    path: "",
    acl: { mode: "restricted", allow: [] },
  };
}

function topTitle({ way }: Session, { isTop, name, seen }: Folder): string {
  if (isTop && way === "delegation" && typeof seen.file.driveId !== "string") return `${titleOf(name)} (${seen.account})`;
  return titleOf(name);
}

function urlOfFolder({ id }: Folder): string {
  return `https://drive.google.com/drive/folders/${id}`;
}
