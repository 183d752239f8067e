import { basename, join, relative, sep } from "node:path";
import type { FolderFs, Watcher } from "./folder-fs.ts";
import { rootFolder, walk, type WalkOptions } from "./walk.ts";

/** Watches a folder with everything below it, and reports the paths of what changed, relative to the root and as the disk spells them. */
export interface TreeWatcher {
  /** Whether this path was a watched folder; undefined when the system does not let us know. */
  wasFolder(path: string): boolean | undefined;
  /** Something new is at this path: watches it too when it is a folder. */
  follow(path: string): Promise<void>;
  /** Nothing is at this path any more. */
  forget(path: string): void;
  close(): void;
}

export interface TreeListeners {
  /** `path` is null when the system only knows that something changed. */
  readonly onChange: (event: string, path: string | null) => void;
  readonly onError: (error: unknown) => void;
}

type TreeOptions = WalkOptions & { readonly fs: FolderFs };

/** macOS and Windows watch a whole tree with one handle. */
export function watchRecursively({ fs, root }: TreeOptions, { onChange, onError }: TreeListeners): TreeWatcher {
  const watcher = fs.watch(root.realPath, { recursive: true }, onChange);
  watcher.on("error", onError);
  return { wasFolder: () => undefined, follow: () => Promise.resolve(), forget: () => undefined, close: () => watcher.close() };
}

/**
 * Linux watches folders one by one. Node's own recursive watch takes a handle for every file too, and lists the tree without giving way;
 * this one takes a handle for each folder that the patterns let in.
 */
export async function watchFolderByFolder(options: TreeOptions, { onChange, onError }: TreeListeners): Promise<TreeWatcher> {
  const { fs, root } = options;
  const watchers = new Map<string, Watcher>();
  const add = (path: string) => {
    if (watchers.has(path)) return;
    const onEvent = (event: string, name: string | null) => onChange(event, name === null ? null : join(path, name));
    const watcher = fs.watch(join(root.realPath, path), { recursive: false }, onEvent);
    watcher.on("error", onError);
    watchers.set(path, watcher);
  };
  const close = () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const forget = (path: string) => {
    for (const [other, watcher] of watchers) {
      if (other !== path && !other.startsWith(join(path, "/"))) continue;
      watcher.close();
      watchers.delete(other);
    }
  };
  const addBelow = async (path: string) => {
    const from =
      path === "" ? rootFolder(root) : { id: idOfPath(path), name: basename(path), diskPath: join(root.realPath, path), isLinked: false };
    // Before its content is listed: what comes in between is then reported.
    add(path);
    for await (const entry of walk({ ...options, from })) if (entry.kind === "folder") add(relative(root.realPath, entry.folder.diskPath));
  };
  try {
    await addBelow("");
  } catch (error) {
    close();
    throw error;
  }
  return { wasFolder: (path) => watchers.has(path), follow: addBelow, forget, close };
}

/** The id that an item at this path has, unless another one's spelling differs from it only in Unicode's normal form. */
export function idOfPath(path: string): string {
  return path.split(sep).join("/").normalize("NFC");
}
