import { setTimeout } from "node:timers/promises";
import { type Connector, type ConnectorContext, defineConnector, isSmartyError, type SourceDocument } from "@smartypants/sdk";
import { checkFolder } from "./check-folder.ts";
import { createFileFilter } from "./file-filter.ts";
import { type FolderFs, nodeFs } from "./folder-fs.ts";
import { locateFile } from "./locate.ts";
import { openRoot } from "./root.ts";
import { FolderSettings } from "./settings.ts";
import { storeFile } from "./store-file.ts";
import { surveyFolder } from "./survey-folder.ts";
import { bytesOfMb, syncFolder } from "./sync-folder.ts";
import { idOfUrl, toDocument } from "./to-document.ts";
import { watchFolder, type WatchClock } from "./watch.ts";

const realClock: WatchClock = {
  delay: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined),
  canWatchRecursively: process.platform === "darwin" || process.platform === "win32",
};

/** Indexes the files of a folder on the machine that runs SmartyPants. */
export const folder = createFolder();

/** The same over another file system or clock, for tests. */
export function createFolder(fs: FolderFs = nodeFs, clock: WatchClock = realClock): Connector<FolderSettings, undefined, null> {
  return defineConnector<FolderSettings>({
    id: "folder",
    title: "Folder",
    version: "1.0.0",
    description: "Files in a folder on the machine that runs SmartyPants, network shares included. You choose who may read them.",
    capabilities: { incremental: false, inventory: false, acl: "none", live: "push", fetchOne: true },
    auth: ["none"],
    settings: FolderSettings,
    check: (context) => checkFolder(fs, context),
    survey: (context) => surveyFolder(fs, context),
    sync: (context) => syncFolder(fs, context),
    fetchOne: (context, { id }) => fetchFile(fs, context, id),
    listen: (context) => watchFolder(fs, context, clock),
    resolveUrl(url, { path }) {
      const id = idOfUrl(url, path);
      return id === null ? null : [{ id }];
    },
  });
}

/** Null only when the file is known to be gone: a missing root, or a folder above that cannot be read, throws. */
async function fetchFile(fs: FolderFs, context: ConnectorContext<FolderSettings, undefined>, id: string): Promise<SourceDocument | null> {
  const { settings, signal } = context;
  signal.throwIfAborted();
  const root = await openRoot(fs, settings.path);
  const file = await locateFile({ root, filter: createFileFilter(settings), followSymlinks: settings.followSymlinks, fs }, id);
  if (file === null) return null;
  const stored = await storeFile({ fs, root, context, maxBytes: bytesOfMb(settings.maxFileSizeMb) }, file);
  if (!isSmartyError(stored)) return toDocument(root, file, stored);
  if (stored.code === "not_found") return null;
  throw stored;
}
