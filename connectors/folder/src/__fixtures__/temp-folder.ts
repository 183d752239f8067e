import { mkdir, mkdtemp, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ConnectorWorld, type ExpectedItem, recordingContext, type RecordingOptions } from "@smartypants/sdk/testing";
import { type FolderFs, nodeFs } from "../folder-fs.ts";
import { FolderSettings } from "../settings.ts";

export interface TempFolder {
  readonly path: string;
  /** A file system that obeys the operating system, and refuses the ids in `broken` like another account's files. */
  readonly fs: FolderFs;
  readonly broken: Set<string>;
  at(id: string): string;
  write(id: string, content: string): Promise<void>;
  context(
    settings?: object,
    options?: Partial<RecordingOptions<FolderSettings, undefined>>,
  ): ReturnType<typeof recordingContext<FolderSettings>>;
  remove(): Promise<void>;
}

/** A real folder of its own for one test, with these files in it. */
export async function tempFolder(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "folder-")));
  const broken = new Set<string>();
  const at = (id: string) => join(path, ...id.split("/"));
  const refuse = async <T>(real: string, use: () => Promise<T>) => {
    if ([...broken].some((id) => at(id) === real)) throw systemError("EACCES", "open", real);
    return use();
  };
  const write = async (id: string, content: string) => {
    await mkdir(dirname(at(id)), { recursive: true });
    await writeFile(at(id), content);
  };
  for (const [id, content] of Object.entries(files)) await write(id, content);
  return {
    path,
    // Tests run as root, which reads everything, so the refusal is made here.
    fs: { ...nodeFs, open: (real) => refuse(real, () => nodeFs.open(real)), readdir: (real) => refuse(real, () => nodeFs.readdir(real)) },
    broken,
    at,
    write,
    context: (settings = {}, options = {}) => recordingContext({ settings: FolderSettings.parse({ path, ...settings }), ...options }),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

export function systemError(code: string, syscall: string, path = "/"): Error {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}

/** The folder as the conformance kit wants it. */
export function worldOf(temp: TempFolder, files: Readonly<Record<string, string>>): ConnectorWorld {
  const contents = new Map(Object.entries(files));
  let changes = 0;
  const put = async (id: string, content: string) => {
    contents.set(id, content);
    await temp.write(id, content);
  };
  return {
    expected: () => [...contents].filter(([id]) => !temp.broken.has(id)).map(([id, content]) => expectedItem(id, content)),
    async addItem() {
      await put("handbook/added.txt", "An added page.");
      return "handbook/added.txt";
    },
    async changeItem(id) {
      changes++;
      await put(id, `Changed for the ${changes}. time, and longer each time${"!".repeat(changes)}`);
    },
    async removeItem(id) {
      contents.delete(id);
      await rm(temp.at(id));
    },
    async renameItem(id) {
      const newId = "handbook/moved/renamed.txt";
      await mkdir(dirname(temp.at(newId)), { recursive: true });
      await rename(temp.at(id), temp.at(newId));
      contents.set(newId, contents.get(id) ?? "");
      contents.delete(id);
      return newId;
    },
    async addContainer() {
      await put("handbook/policies/travel/trains.txt", "Take the train.");
      return "handbook/policies/travel";
    },
    async breakItem(id) {
      await stat(temp.at(id));
      temp.broken.add(id);
    },
  };
}

function expectedItem(id: string, content: string): ExpectedItem {
  const containerId = id.includes("/") ? id.slice(0, id.lastIndexOf("/")) : undefined;
  return { id, title: id.slice(id.lastIndexOf("/") + 1), content, ...(containerId !== undefined && { containerId }) };
}
