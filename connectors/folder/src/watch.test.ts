import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import type { LiveHint } from "@smartypants/sdk";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemError, tempFolder, type TempFolder } from "./__fixtures__/temp-folder.ts";
import type { FolderFs, WatchListener } from "./folder-fs.ts";
import { watchFolder } from "./watch.ts";

type Event = readonly [event: "change" | "rename", path: string | null];

interface Watching {
  readonly temp: TempFolder;
  readonly context: ReturnType<TempFolder["context"]>;
  readonly hints: AsyncIterator<LiveHint, void>;
  /** Watched folders, relative to the root. */
  readonly watched: () => readonly string[];
  /** The one that is watched last. */
  readonly innermost: string;
  readonly tell: (...event: Event) => void;
  readonly fail: (error: Error) => void;
  readonly abort: () => void;
}

interface WatchingOptions {
  readonly settings?: object;
  readonly known?: readonly string[];
  readonly recursive?: boolean;
  readonly watch?: FolderFs["watch"];
}

const FILES = { "a.txt": "a", "in/b.txt": "b", "in/deep/c.txt": "c", ".git/x": "x", "marker.txt": "m" };
const SOURCE = [{ scope: "source" }];
const item = (id: string): LiveHint => ({ scope: "item", id });

/** The real files of a temporary folder; the events are the test's, and the debounce takes no time. */
async function watching(options: WatchingOptions = {}): Promise<Watching> {
  const temp = await tempFolder(FILES);
  onTestFinished(() => temp.remove());
  const listeners = new Map<string, WatchListener>();
  const failures = new Map<string, (error: Error) => void>();
  const watch: FolderFs["watch"] = (path, _, onChange) => {
    const folder = relative(temp.path, path);
    listeners.set(folder, onChange);
    return { on: (_event, listener) => failures.set(folder, listener), close: () => listeners.delete(folder) };
  };
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const known = (options.known ?? []).map((id) => [id, { changeKey: "1" }] as const);
  const context = temp.context(options.settings, { signal: controller.signal, known });
  const clock = { canWatchRecursively: options.recursive ?? false, delay: () => Promise.resolve() };
  return {
    temp,
    context,
    hints: watchFolder({ ...temp.fs, watch: options.watch ?? watch }, context, clock)[Symbol.asyncIterator](),
    watched: () => [...listeners.keys()],
    innermost: options.recursive === true ? "" : "in/deep",
    tell: (event, path) => listeners.get("")?.(event, path),
    fail: (error) => failures.get("")?.(error),
    abort: () => controller.abort(),
  };
}

/** What these events are told as, all at once: a hint for the source, or those for items up to a last one that marks the end. */
async function hintsFor(watch: Watching, events: readonly Event[], change?: () => Promise<unknown>): Promise<readonly LiveHint[]> {
  const first = watch.hints.next();
  await vi.waitFor(() => expect(watch.watched(), "watched folders").toContain(watch.innermost), { interval: 5 });
  await change?.();
  for (const event of [...events, ["change", "marker.txt"] as const]) watch.tell(...event);
  const hints: LiveHint[] = [];
  for (let step = await first; step.done !== true && step.value.id !== "marker.txt"; step = await watch.hints.next()) {
    hints.push(step.value);
    if (step.value.scope === "source") break;
  }
  return hints;
}

test("changed files are hints for themselves, each once however many events it has", async () => {
  const events: Event[] = [
    ["rename", "a.txt"],
    ["change", "a.txt"],
    ["change", "in/b.txt"],
    ["change", "a.txt"],
  ];
  expect(await hintsFor(await watching(), events)).toEqual([item("a.txt"), item("in/b.txt")]);
});

test("on Linux each folder is watched, but for those that the patterns leave out", async () => {
  const watch = await watching();
  await hintsFor(watch, []);
  expect(watch.watched().toSorted()).toEqual(["", "in", "in/deep"]);
});

test("what the patterns leave out, pipes, unfollowed links and touched folders give no hint", async () => {
  const watch = await watching({ settings: { include: ["*.txt"] } });
  const prepare = async () => {
    await symlink("a.txt", watch.temp.at("link.txt"));
    await writeFile(watch.temp.at("b.bin"), "b");
  };
  const events: Event[] = [
    ["change", ".git/x"],
    ["rename", "b.bin"],
    ["rename", "link.txt"],
    ["change", "in"],
  ];
  expect(await hintsFor(watch, events, prepare)).toEqual([]);
});

test("a file that went away is a hint when it is stored, and none when nobody knew it", async () => {
  const watch = await watching({ known: ["a.txt"] });
  const events: Event[] = [
    ["rename", "saving-1234"],
    ["rename", "a.txt"],
  ];
  expect(await hintsFor(watch, events, () => rm(watch.temp.at("a.txt")))).toEqual([item("a.txt")]);
});

test("a new folder is a hint for the source, and is watched from then on with all below it", async () => {
  const watch = await watching();
  const prepare = () => mkdir(watch.temp.at("new/below"), { recursive: true });
  expect(await hintsFor(watch, [["rename", "new"]], prepare)).toEqual(SOURCE);
  expect(watch.watched()).toEqual(expect.arrayContaining(["new", "new/below"]));
});

test("a folder that went away is a hint for the source, and is no longer watched", async () => {
  const watch = await watching();
  await hintsFor(watch, []);
  const prepare = () => rename(watch.temp.at("in"), `${watch.temp.path}-away`);
  onTestFinished(() => rm(`${watch.temp.path}-away`, { recursive: true, force: true }));
  expect(await hintsFor(watch, [["rename", "in"]], prepare)).toEqual(SOURCE);
  expect(watch.watched()).toEqual([""]);
});

// There one handle watches the tree, so nothing tells a folder from a file once it is gone.
test("on other systems, something unknown that went away is a hint for the source", async () => {
  const stored = await watching({ recursive: true, known: ["a.txt"] });
  expect(await hintsFor(stored, [["rename", "a.txt"]], () => rm(stored.temp.at("a.txt")))).toEqual([item("a.txt")]);
  const unknown = await watching({ recursive: true });
  expect(await hintsFor(unknown, [["rename", "in"]], () => rm(unknown.temp.at("in"), { recursive: true }))).toEqual(SOURCE);
});

test("events without a name, and more than a thousand at once, are one hint for the source", async () => {
  expect(await hintsFor(await watching(), [["change", null]])).toEqual(SOURCE);
  const many = Array.from({ length: 1001 }, (_, at): Event => ["change", `${at}.txt`]);
  expect(await hintsFor(await watching(), many)).toEqual(SOURCE);
});

test("where watching is impossible it says so in the log and ends", async () => {
  const watch = await watching({
    watch: () => {
      throw systemError("ENOSPC", "watch");
    },
  });
  expect(await watch.hints.next()).toEqual({ done: true, value: undefined });
  expect(watch.context.logs).toMatchObject([{ level: "warn", fields: { reason: expect.stringContaining("ENOSPC") } }]);
});

test("a watch that fails later gives a last hint for the source, since something may be lost, and ends", async () => {
  const watch = await watching();
  await hintsFor(watch, []);
  const next = watch.hints.next();
  watch.fail(systemError("EPERM", "watch"));
  expect(await next).toEqual({ done: false, value: { scope: "source" } });
  expect((await watch.hints.next()).done).toBe(true);
  expect(watch.watched()).toEqual([]);
  expect(watch.context.logs.length).toBe(1);
});

test("an abort ends the listening and closes every watch", async () => {
  const watch = await watching();
  await hintsFor(watch, []);
  const next = watch.hints.next();
  watch.abort();
  expect((await next).done).toBe(true);
  expect(watch.watched()).toEqual([]);
});

test("a missing folder is a config error", async () => {
  const watch = await watching({ settings: { path: "/no/such/folder" } });
  await expect(watch.hints.next()).rejects.toMatchObject({ code: "config" });
});
