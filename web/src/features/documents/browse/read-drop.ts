import type { GivenFile } from "./upload-store.ts";

/** Files that systems leave in folders and nobody means. */
const isMeant = (name: string): boolean => !name.startsWith(".") && name !== "Thumbs.db" && name !== "desktop.ini";

/** The files of a drop, those in folders with them. Must be called while the event is handled: the browser forgets the drop afterwards. */
export async function readDrop(data: DataTransfer): Promise<readonly GivenFile[]> {
  const roots = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (roots.length === 0) return [...data.files].map((file) => ({ file, folder: "" }));
  const files: GivenFile[] = [];
  for (const root of roots) await walk(root, "", files);
  return files;
}

/** Files chosen by a folder dialog know their path. */
export function readChoice(chosen: FileList | null): readonly GivenFile[] {
  return [...(chosen ?? [])]
    .map((file) => ({ file, folder: file.webkitRelativePath.split("/").slice(0, -1).join("/") }))
    .filter(({ file, folder }) => isMeant(file.name) && folder.split("/").every((part) => part === "" || isMeant(part)));
}

async function walk(entry: FileSystemEntry, folder: string, files: GivenFile[]): Promise<void> {
  if (!isMeant(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files.push({ file, folder });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = folder === "" ? entry.name : `${folder}/${entry.name}`;
  for (;;) {
    // At most a hundred at a time; none left means the end.
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const each of batch) await walk(each, inside, files);
  }
}
