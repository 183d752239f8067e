import type { GivenFile } from "./upload-store.ts";

/** What was dropped or chosen, without what systems leave in folders and nobody means. */
export interface Given {
  readonly files: readonly GivenFile[];
  /** Paths of what was left out. */
  readonly leftOut: readonly string[];
}

const SYSTEM_NAMES = new Set([
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "__macosx",
  "$recycle.bin",
  "system volume information",
  "lost+found",
]);

/** The server's rule too: here nothing of it is even sent. */
function isMeant(name: string): boolean {
  return !name.startsWith(".") && !name.startsWith("~$") && !SYSTEM_NAMES.has(name.toLowerCase());
}

function pathOf(name: string, folder: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The files of a drop, those in folders with them. Must be called while the event is handled: the browser forgets the drop afterwards. */
export async function readDrop(data: DataTransfer): Promise<Given> {
  const roots = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (roots.length === 0) return { files: [...data.files].map((file) => ({ file, folder: "" })), leftOut: [] };
  const found = { files: [] as GivenFile[], leftOut: [] as string[] };
  for (const root of roots) await walk(root, "", found);
  return found;
}

/** Files chosen by a folder dialog know their path; a file that was chosen by itself is meant, whatever its name. */
export function readChoice(chosen: FileList | null): Given {
  const all = [...(chosen ?? [])].map((file) => ({ file, folder: file.webkitRelativePath.split("/").slice(0, -1).join("/") }));
  const isLeftOut = ({ file, folder }: GivenFile): boolean => folder !== "" && ![...folder.split("/"), file.name].every(isMeant);
  return {
    files: all.filter((each) => !isLeftOut(each)),
    leftOut: all.filter(isLeftOut).map(({ file, folder }) => pathOf(file.name, folder)),
  };
}

interface Found {
  readonly files: GivenFile[];
  readonly leftOut: string[];
}

async function walk(entry: FileSystemEntry, folder: string, found: Found): Promise<void> {
  if (folder !== "" && !isMeant(entry.name)) return void found.leftOut.push(pathOf(entry.name, folder));
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.files.push({ file, folder });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = pathOf(entry.name, folder);
  for (;;) {
    // At most a hundred at a time; none left means the end.
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const each of batch) await walk(each, inside, found);
  }
}
