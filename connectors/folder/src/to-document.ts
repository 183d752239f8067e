import type { BigIntStats } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BlobRef, ContainerNode, SourceDocument } from "@smartypants/sdk";
import type { Root } from "./root.ts";
import type { FoundFile, FoundFolder } from "./walk.ts";

/** The type is found by content later: a name proves nothing. */
const MIME_TYPE = "application/octet-stream";

export interface StoredContent {
  readonly blob: BlobRef;
  /** Of the bytes that were read, not of those that were listed. */
  readonly stats: BigIntStats;
}

export function toDocument(root: Root, file: FoundFile, { blob, stats }: StoredContent): SourceDocument {
  const url = urlOf(root, file.diskPath);
  const title = titleOf(file.name);
  return {
    id: file.id,
    changeKey: changeKeyOf(stats),
    title,
    url,
    path: file.id,
    mimeType: MIME_TYPE,
    sections: [{ kind: "blob", blob, mimeType: MIME_TYPE, filename: title, url }],
    ...(file.containerId !== undefined && { containerId: file.containerId }),
    ...timesOf(stats),
    acl: { mode: "inherit" },
  };
}

export function toContainer(root: Root, folder: FoundFolder): ContainerNode {
  return {
    id: folder.id,
    ...(folder.parentId !== undefined && { parentId: folder.parentId }),
    title: titleOf(folder.name),
    url: urlOf(root, folder.diskPath),
    path: folder.id,
    acl: { mode: "inherit" },
  };
}

/** Survives a rename or move on the same disk, which is how those are recognised; differs when the content was written again. */
export function changeKeyOf(stats: BigIntStats): string {
  return `${stats.size}-${stats.mtimeNs}-${stats.ino}`;
}

/** A `file:` link below the path that the operator wrote, which people know, rather than below what it resolves to. */
export function urlOf(root: Root, diskPath: string): string {
  return pathToFileURL(join(root.path, relative(root.realPath, diskPath))).href;
}

/** A name as a title: on one line, and never blank. */
export function titleOf(name: string): string {
  return (
    name
      .normalize("NFC")
      .toWellFormed()
      .replace(/\p{Cc}+/gu, " ")
      .trim() || "(no name)"
  );
}

/** The id of the item that a `file:` link points at; null when the link leads elsewhere. */
export function idOfUrl(url: string, rootPath: string): string | null {
  if (!URL.canParse(url) || !url.startsWith("file:")) return null;
  try {
    const path = relative(rootPath, fileURLToPath(url));
    const parts = path.split(sep);
    return path === "" || parts[0] === ".." || isAbsolute(path) ? null : parts.join("/").normalize("NFC");
  } catch {
    // A link to another host, or one that no path can be made of, is not ours.
    return null;
  }
}

/** Some disks keep no time of creation, and a copied file is younger than its content: then it is left out. */
function timesOf({ birthtimeMs, mtimeMs }: BigIntStats): { readonly createdAt?: number; readonly updatedAt?: number } {
  return {
    ...(birthtimeMs > 0n && birthtimeMs <= mtimeMs && { createdAt: Number(birthtimeMs) }),
    ...(mtimeMs >= 0n && { updatedAt: Number(mtimeMs) }),
  };
}
