import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { conditionFlags, EXTENSION } from "../../system/child-process.ts";

export function defaultEntryUrl(): string {
  return new URL(`./child-entry${EXTENSION}`, import.meta.url).href;
}

/** Arguments for Node: no files but its own code, no network, no threads of its own, a heap cap, and how much memory the whole process may hold. */
export function childArguments(
  entryUrl: string,
  limits: { readonly maxHeapMegabytes: number; readonly maxMemoryMegabytes: number },
): string[] {
  return [
    "--permission",
    // For the one thread that the guard starts; it gives the permission back before a document comes.
    "--allow-worker",
    ...readableFolders().map((folder) => `--allow-fs-read=${folder}`),
    `--max-old-space-size=${limits.maxHeapMegabytes}`,
    // Without it the youngest objects alone may take a hundred megabytes beside the heap cap.
    "--max-semi-space-size=8",
    "--disable-warning=ExperimentalWarning",
    ...conditionFlags(),
    `--import=${new URL(`./guard${EXTENSION}`, import.meta.url).href}`,
    fileURLToPath(entryUrl),
    // For the guard.
    String(limits.maxMemoryMegabytes),
  ];
}

/** This package, the sdk, and the folders of installed packages above them: what the reader's imports can reach. */
function readableFolders(): string[] {
  const own = packageFolder(fileURLToPath(import.meta.url));
  const installed = ancestors(own)
    .map((folder) => path.join(folder, "node_modules"))
    .filter((folder) => existsSync(folder));
  // In a workspace the sdk is a link out of node_modules, and permission is checked where a link leads.
  const linked = installed.map((folder) => path.join(folder, "@smartypants", "sdk")).filter((folder) => existsSync(folder));
  return [...new Set([own, ...installed, ...linked].map((folder) => realpathSync(folder)))];
}

function packageFolder(file: string): string {
  const found = ancestors(path.dirname(file)).find((folder) => existsSync(path.join(folder, "package.json")));
  return found ?? path.dirname(file);
}

/** The folder and all above it; a `node_modules` folder itself is no place where packages are installed. */
function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  const above = parent === folder ? [] : ancestors(parent);
  return path.basename(folder) === "node_modules" ? above : [folder, ...above];
}
