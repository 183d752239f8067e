import type { ListFoldersResponse } from "@smartypants/client";

export type Folder = ListFoldersResponse["items"][number];

/** From the outermost folder to this one; empty for one that is not there. */
export function pathOf(folders: readonly Folder[], id: string): readonly Folder[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const path: Folder[] = [];
  for (let at = byId.get(id); at !== undefined && !path.includes(at); at = byId.get(at.parentId ?? "")) path.unshift(at);
  return path;
}

/** Folders directly below one, or the outermost ones. */
export function childrenOf(folders: readonly Folder[], parentId: string | null): readonly Folder[] {
  const ids = new Set(folders.map((folder) => folder.id));
  return folders.filter((folder) =>
    parentId === null ? folder.parentId === null || !ids.has(folder.parentId) : folder.parentId === parentId,
  );
}

/** Documents in a folder and in all below it. */
export function countBelow(folders: readonly Folder[], id: string): number {
  const children = Map.groupBy(folders, (folder) => folder.parentId);
  const count = (folder: Folder, depth: number): number =>
    depth > 100 ? 0 : (children.get(folder.id) ?? []).reduce((sum, child) => sum + count(child, depth + 1), folder.documents);
  const start = folders.find((folder) => folder.id === id);
  return start === undefined ? 0 : count(start, 0);
}
