import { execFileSync } from "node:child_process";
import { appendFile, link, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectorContext, SyncOp } from "@smartypants/sdk";
import { applyOps, EMPTY_STATE, type SourceState } from "@smartypants/sdk/testing";
import { expect, onTestFinished, test } from "vitest";
import { systemError, tempFolder, type TempFolder } from "./__fixtures__/temp-folder.ts";
import { createFolder } from "./folder-connector.ts";
import type { FolderFs } from "./folder-fs.ts";
import { FolderSettings } from "./settings.ts";

// A program of every Unix; Node cannot make a named pipe itself.
const MAKE_PIPE = "mkfifo";

async function folderWith(files: Readonly<Record<string, string>>): Promise<TempFolder> {
  const temp = await tempFolder(files);
  onTestFinished(() => temp.remove());
  return temp;
}

interface RunOptions {
  readonly settings?: object;
  readonly fs?: FolderFs;
  readonly state?: SourceState;
  readonly context?: (context: ReturnType<TempFolder["context"]>) => ConnectorContext<FolderSettings, undefined>;
}

/** One whole sync, with its operations and what a host has stored afterwards. */
async function sync(temp: TempFolder, { settings = {}, fs = temp.fs, state = EMPTY_STATE, context = (own) => own }: RunOptions = {}) {
  const own = temp.context(settings, { known: state.documents });
  const ops: SyncOp[] = [];
  for await (const op of createFolder(fs).sync(context(own), null)) {
    own.observe(op);
    ops.push(op);
  }
  const applied = applyOps(state, ops);
  expect(applied.problems).toEqual([]);
  return { ops, state: applied.state, stored: own.stored };
}

const fetchOne = (temp: TempFolder, id: string, settings: object = {}, fs = temp.fs) =>
  createFolder(fs).fetchOne?.(temp.context(settings), { id });

/** Operations on items in short: what happened to what. */
const story = (ops: readonly SyncOp[]) =>
  ops.flatMap((op) => {
    if (op.op === "upsert") return [`upsert ${op.document.id}`];
    if (op.op === "touch") return [`touch ${op.previousId} -> ${op.id}`];
    if (op.op === "skip") return [`skip ${op.id}: ${op.reason}`];
    if (op.op === "error") return [`error ${op.error.ref ?? op.error.scope}: ${op.error.code}`];
    return op.op === "unchanged" ? [`unchanged ${op.id}`] : [];
  });

// Guards against the worst fault of all: a share that is not mounted must not look like a folder that was emptied.
test("a missing folder, or a file in its place, is a config error and shows nothing", async () => {
  const temp = await folderWith({ "a.txt": "a" });
  for (const path of [temp.at("gone"), temp.at("a.txt"), temp.at("a.txt/below")])
    await expect(sync(temp, { settings: { path } })).rejects.toMatchObject({ code: "config" });
  await expect(sync(temp, { settings: { path: temp.at("gone") } })).rejects.toThrow("does not exist; check the path");
});

test("a folder that is replaced while it is read ends the run without done", async () => {
  const temp = await folderWith({ "a.txt": "a", "b/c.txt": "c" });
  const swap = async () => {
    await rename(temp.path, `${temp.path}-away`);
    onTestFinished(() => rm(`${temp.path}-away`, { recursive: true, force: true }));
    await mkdir(temp.path);
  };
  let isSwapped = false;
  const fs: FolderFs = {
    ...temp.fs,
    async readdir(path) {
      const names = await temp.fs.readdir(path);
      if (!isSwapped) await swap();
      isSwapped = true;
      return names;
    },
  };
  await expect(sync(temp, { fs })).rejects.toMatchObject({ code: "unavailable" });
});

test("files come in a stable order, each folder before what is in it", async () => {
  const temp = await folderWith({ "b.txt": "b", "a.txt": "a", "z/y/x.txt": "x", "c/d.txt": "d" });
  const { ops } = await sync(temp);
  const shown = ops.flatMap((op) => {
    if (op.op === "container") return [`${op.node.id}/`];
    return op.op === "upsert" ? [op.document.id] : [];
  });
  expect(shown).toEqual(["a.txt", "b.txt", "c/", "c/d.txt", "z/", "z/y/", "z/y/x.txt"]);
});

test("a renamed file and a renamed folder are touches: nothing is read again", async () => {
  const temp = await folderWith({ "in/a.txt": "a", "in/deep/b.txt": "b", "in/deep/c.txt": "c" });
  const first = await sync(temp);
  await rename(temp.at("in/a.txt"), temp.at("in/z.txt"));
  await rename(temp.at("in/deep"), temp.at("out"));
  const again = await sync(temp, { state: first.state });
  expect(story(again.ops)).toEqual(["touch in/a.txt -> in/z.txt", "touch in/deep/b.txt -> out/b.txt", "touch in/deep/c.txt -> out/c.txt"]);
  expect(again.stored.size).toBe(0);
  expect(again.state.documents.get("out/b.txt")).toMatchObject({ title: "b.txt", path: "out/b.txt", containerId: "out" });
  expect([...again.state.containers.keys()]).toEqual(["in", "out"]);
});

test("a hard link is a second file, not a rename; of two new links to a file that moved, one is the rename", async () => {
  const temp = await folderWith({ "in/a.txt": "a" });
  const first = await sync(temp);
  await link(temp.at("in/a.txt"), temp.at("in/b.txt"));
  expect(story((await sync(temp, { state: first.state })).ops)).toEqual(["unchanged in/a.txt", "upsert in/b.txt"]);
  await link(temp.at("in/a.txt"), temp.at("in/c.txt"));
  await rm(temp.at("in/a.txt"));
  expect(story((await sync(temp, { state: first.state })).ops)).toEqual(["touch in/a.txt -> in/b.txt", "upsert in/c.txt"]);
});

// A touch cannot say "no container", so a host would leave the file in its old folder.
test("a file that moves up into the root is shown as new, and is in no container", async () => {
  const temp = await folderWith({ "in/a.txt": "a", "b.txt": "b" });
  const first = await sync(temp);
  await rename(temp.at("in/a.txt"), temp.at("a.txt"));
  await rename(temp.at("b.txt"), temp.at("c.txt"));
  const again = await sync(temp, { state: first.state });
  expect(story(again.ops)).toEqual(["upsert a.txt", "touch b.txt -> c.txt"]);
  expect(again.state.documents.get("a.txt")?.containerId).toBeUndefined();
});

test("names in both of Unicode's forms: ids are NFC, and two that differ only in form are both kept", async () => {
  const [nfc, nfd] = ["f\u00fcr.txt", "fu\u0308r.txt"];
  const temp = await folderWith({ [`both/${nfc}`]: "composed", [`both/${nfd}`]: "decomposed", [`mac\u0308/${nfd}`]: "alone" });
  const first = await sync(temp);
  const ids = [...first.state.documents.keys()];
  expect(ids).toEqual([`both/${nfc}`, expect.stringMatching(/^both\/f\u00fcr\.txt~[0-9a-f]{8}$/), `mac\u0308/${nfc}`.normalize("NFC")]);
  const texts = async (id: string) => {
    const context = temp.context();
    await createFolder().fetchOne?.(context, { id });
    return [...context.stored.values()].map((bytes) => new TextDecoder().decode(bytes));
  };
  expect(await Promise.all(ids.map(texts))).toEqual([["composed"], ["decomposed"], ["alone"]]);
  expect(story((await sync(temp, { state: first.state })).ops)).toEqual(ids.map((id) => `unchanged ${id}`));
});

test("names with blanks, line breaks, signs and backslashes make valid links and titles", async () => {
  const names = [" ", "a\nb.txt", "100% #1?.txt", "back\\slash.txt", "-rf", "[x]{y}*.md"];
  const temp = await folderWith(Object.fromEntries(names.map((name) => [`odd/${name}`, name])));
  const { state } = await sync(temp);
  expect([...state.documents.keys()].toSorted()).toEqual(names.map((name) => `odd/${name}`).toSorted());
  for (const document of state.documents.values()) {
    expect(createFolder().resolveUrl?.(document.url, FolderSettings.parse({ path: temp.path }))).toEqual([{ id: document.id }]);
    expect(document.title.trim()).not.toBe("");
    expect(await fetchOne(temp, document.id)).toMatchObject({ id: document.id });
  }
  expect(state.documents.get("odd/a\nb.txt")?.title).toBe("a b.txt");
});

test.skipIf(process.platform !== "linux")("a name that is not Unicode is reported, not lost", async () => {
  const temp = await folderWith({ "a.txt": "a" });
  await writeFile(Buffer.concat([Buffer.from(`${temp.path}/m`), Buffer.from([0xfc]), Buffer.from(".txt")]), "latin1");
  expect(story((await sync(temp)).ops)).toEqual(["upsert a.txt", "skip m\ufffd.txt: unsupported"]);
});

test("a path that is too long for an id is reported under a shortened one", async () => {
  const name = "n".repeat(200);
  const temp = await folderWith({ [Array.from({ length: 6 }, () => name).join("/")]: "deep", "a.txt": "a" });
  const { ops } = await sync(temp);
  const skips = ops.filter((op) => op.op === "skip");
  expect(skips.map((op) => [op.reason, op.id.length])).toEqual([["unsupported", 1023]]);
  expect(ops.at(-1)).toEqual({ op: "done", listed: "everything" });
});

test("symbolic links are not followed by default, and are told as left out", async () => {
  const secret = await folderWith({ "secret.txt": "secret" });
  const temp = await folderWith({ "a.txt": "a" });
  await symlink(secret.at("secret.txt"), temp.at("file-link.txt"));
  await symlink(secret.path, temp.at("folder-link"));
  const { ops } = await sync(temp);
  expect(story(ops)).toEqual(["upsert a.txt", "skip file-link.txt: excluded", "skip folder-link: excluded"]);
  for (const id of ["file-link.txt", "folder-link"]) await expect(fetchOne(temp, id)).rejects.toMatchObject({ code: "unsupported" });
  expect(await fetchOne(temp, "folder-link/secret.txt")).toBeNull();
});

test("links that are followed stay inside: those that lead out, nowhere or in a circle are told as such", async () => {
  const sibling = await tempFolder({ "secret.txt": "secret" });
  const temp = await folderWith({ "real/a.txt": "a", "top.txt": "top" });
  // A neighbour whose path begins with the folder's own path is still outside.
  await rename(sibling.path, `${temp.path}-neighbour`);
  onTestFinished(() => rm(`${temp.path}-neighbour`, { recursive: true, force: true }));
  await symlink(`${temp.path}-neighbour`, temp.at("out"));
  await symlink(`${temp.path}-neighbour/secret.txt`, temp.at("out.txt"));
  await symlink("../top.txt", temp.at("real/up.txt"));
  await symlink("real", temp.at("same"));
  await symlink("..", temp.at("real/circle"));
  await symlink("nowhere", temp.at("dangling"));
  const { ops, state } = await sync(temp, { settings: { followSymlinks: "inside" } });
  expect([...state.documents.keys()].toSorted()).toEqual(["real/a.txt", "real/up.txt", "same/a.txt", "same/up.txt", "top.txt"]);
  const skips = story(ops).filter((line) => line.startsWith("skip"));
  expect(skips).toEqual(
    expect.arrayContaining(["skip out: excluded", "skip out.txt: excluded", "skip dangling: unsupported", "skip real/circle: excluded"]),
  );
  expect(await fetchOne(temp, "out/secret.txt", { followSymlinks: "inside" })).toBeNull();
  expect(await fetchOne(temp, "same/a.txt", { followSymlinks: "inside" })).toMatchObject({ id: "same/a.txt" });
});

// Guards against a race: whoever can write to the folder could otherwise have any file of the machine indexed.
test("what becomes a link between listing and reading is not followed", async () => {
  const secret = await folderWith({ "secret.txt": "secret", "sub/secret.txt": "secret" });
  const temp = await folderWith({ "a.txt": "a", "sub/b.txt": "b", "kept/c.txt": "c" });
  const swapTo = async (id: string, target: string) => {
    await rm(temp.at(id), { recursive: true });
    await symlink(target, temp.at(id));
  };
  const fs: FolderFs = {
    ...temp.fs,
    async open(path) {
      if (path === temp.at("a.txt")) await swapTo("a.txt", secret.at("secret.txt"));
      return temp.fs.open(path);
    },
    async realpath(path) {
      if (path === temp.at("sub")) await swapTo("sub", secret.at("sub"));
      return temp.fs.realpath(path);
    },
  };
  const { ops, stored } = await sync(temp, { fs });
  expect(story(ops)).toEqual(["skip a.txt: unsupported", "upsert kept/c.txt", "skip sub: excluded"]);
  expect([...stored.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual(["c"]);
});

test.skipIf(process.platform === "win32")("a named pipe is skipped, even when it took a file's place a moment ago", async () => {
  const temp = await folderWith({ "a.txt": "a" });
  execFileSync(MAKE_PIPE, [temp.at("pipe"), temp.at("swapped")]);
  const fs: FolderFs = { ...temp.fs, lstat: (path) => temp.fs.lstat(path === temp.at("swapped") ? temp.at("a.txt") : path) };
  const { ops } = await sync(temp, { fs });
  expect(story(ops)).toEqual(["upsert a.txt", "skip pipe: unsupported", "skip swapped: unsupported"]);
});

test("files over the limit and empty ones are skipped, with the limit in words", async () => {
  const temp = await folderWith({ "big.bin": "x".repeat(3000), "empty.txt": "", "fits.txt": "x".repeat(1048) });
  const settings = { maxFileSizeMb: 0.001 };
  const { ops } = await sync(temp, { settings });
  expect(story(ops)).toEqual(["skip big.bin: too_large", "skip empty.txt: empty", "upsert fits.txt"]);
  expect(ops.find((op) => op.op === "skip")).toMatchObject({ detail: "The file has 0.0029 MB; the limit is 0.001 MB." });
  await expect(fetchOne(temp, "big.bin", settings)).rejects.toMatchObject({ code: "too_large" });
});

test("a folder that cannot be read is an error, and nothing below it is removed", async () => {
  const temp = await folderWith({ "shut/a.txt": "a", "shut/deep/b.txt": "b", "open/c.txt": "c", "open/d.txt": "d" });
  const first = await sync(temp);
  temp.broken.add("shut");
  await rm(temp.at("open/d.txt"));
  const again = await sync(temp, { state: first.state });
  expect(story(again.ops)).toEqual(["unchanged open/c.txt", "error shut: forbidden"]);
  expect(again.ops.at(-1)).toEqual({ op: "done", listed: "everything", incompleteContainers: ["shut"] });
  expect([...again.state.documents.keys()].toSorted()).toEqual(["open/c.txt", "shut/a.txt", "shut/deep/b.txt"]);
});

test("an entry that cannot even be looked at makes its folder incomplete, and in the root the whole listing", async () => {
  const temp = await folderWith({ "a.txt": "a", "in/b.txt": "b", "in/c.txt": "c" });
  const shut = (id: string): FolderFs => ({
    ...temp.fs,
    lstat: (path) => (path === temp.at(id) ? Promise.reject(systemError("EACCES", "lstat")) : temp.fs.lstat(path)),
  });
  expect((await sync(temp, { fs: shut("in/b.txt") })).ops.at(-1)).toEqual({
    op: "done",
    listed: "everything",
    incompleteContainers: ["in"],
  });
  const { ops } = await sync(temp, { fs: shut("a.txt") });
  expect(story(ops)).toEqual(["error source: forbidden", "upsert in/b.txt", "upsert in/c.txt"]);
  expect(ops.at(-1)).toEqual({ op: "done", listed: "partial" });
});

test("a folder that goes away during the walk keeps its documents until the next sync knows more", async () => {
  const temp = await folderWith({ "a/x.txt": "x", "b/y.txt": "y" });
  const first = await sync(temp);
  const fs: FolderFs = {
    ...temp.fs,
    async readdir(path) {
      if (path === temp.at("b")) await rename(temp.at("b"), temp.at("a/b"));
      return temp.fs.readdir(path);
    },
  };
  const moved = await sync(temp, { fs, state: first.state });
  expect([...moved.state.documents.keys()]).toEqual(["a/x.txt", "b/y.txt"]);
  const settled = await sync(temp, { state: moved.state });
  expect([...settled.state.documents.keys()]).toEqual(["a/x.txt", "a/b/y.txt"]);
});

test("a file that vanishes after it was listed is gone without a word; one that cannot be opened is an error", async () => {
  const temp = await folderWith({ "a.txt": "a", "b.txt": "b", "c.txt": "c" });
  temp.broken.add("b.txt");
  const fs: FolderFs = {
    ...temp.fs,
    async open(path) {
      if (path === temp.at("a.txt")) await rm(path);
      return temp.fs.open(path);
    },
  };
  expect(story((await sync(temp, { fs })).ops)).toEqual(["error b.txt: forbidden", "upsert c.txt"]);
});

test("a disk that fails while a file is read is that file's error; too many open files is not", async () => {
  const temp = await folderWith({ "a.txt": "a", "b.txt": "b" });
  const failing = (code: string, at: "open" | "read"): FolderFs => ({
    ...temp.fs,
    async open(path) {
      if (path !== temp.at("a.txt")) return temp.fs.open(path);
      if (at === "open") throw systemError(code, "open");
      return Object.assign(await temp.fs.open(path), { read: () => Promise.reject(systemError(code, "read")) });
    },
  });
  expect(story((await sync(temp, { fs: failing("EIO", "read") })).ops)).toEqual(["error a.txt: network", "upsert b.txt"]);
  expect(story((await sync(temp, { fs: failing("ESTALE", "open") })).ops)).toEqual(["error a.txt: network", "upsert b.txt"]);
  await expect(sync(temp, { fs: failing("EMFILE", "open") })).rejects.toThrow("EMFILE");
});

// The host's disk may be full with an error that looks like a file's.
test("a system error of the host is not taken for the file's", async () => {
  const temp = await folderWith({ "a.txt": "a" });
  await expect(
    sync(temp, { context: (own) => ({ ...own, blobs: { put: () => Promise.reject(systemError("ENOSPC", "write")) } }) }),
  ).rejects.toThrow("ENOSPC");
});

test.for([
  [1, ["upsert log.txt"]],
  [9, ["error log.txt: internal"]],
] as const)("a file that changes during its first %i reads is read twice, then left for later", async ([changes, expected]) => {
  const temp = await folderWith({ "log.txt": "line\n" });
  let reads = 0;
  const context: RunOptions["context"] = (own) => ({
    ...own,
    blobs: {
      async put(stream) {
        if (reads++ < changes) await appendFile(temp.at("log.txt"), "more\n");
        return own.blobs.put(stream);
      },
    },
  });
  const { ops, state } = await sync(temp, { context });
  expect(story(ops)).toEqual(expected);
  expect(reads).toBe(2);
  // The change key must be of the bytes that were stored, or the change would never be seen.
  const again = await sync(temp, { state });
  expect(story(again.ops)).toEqual([changes === 1 ? "unchanged log.txt" : "upsert log.txt"]);
});

test("files left out by the patterns are not shown but counted, and folders left out are not opened", async () => {
  const temp = await folderWith({
    "a.md": "a",
    "b.txt": "b",
    ".hidden": "h",
    "node_modules/x/y.md": "y",
    "in/~$a.md": "lock",
    "in/c.MD": "c",
  });
  const opened: string[] = [];
  const fs: FolderFs = {
    ...temp.fs,
    readdir(path) {
      opened.push(path);
      return readdir(path);
    },
  };
  const { ops } = await sync(temp, { settings: { include: ["*.md"] }, fs });
  expect(story(ops)).toEqual(["upsert a.md", "upsert in/c.MD"]);
  expect(opened).toEqual([temp.path, join(temp.path, "in")]);
  expect(ops.findLast((op) => op.op === "progress")).toMatchObject({ done: 2, note: "4 left out by the patterns" });
});

test("narrower patterns remove what they leave out", async () => {
  const temp = await folderWith({ "a.md": "a", "b.txt": "b" });
  const first = await sync(temp);
  const { state } = await sync(temp, { settings: { exclude: ["*.txt"] }, state: first.state });
  expect([...state.documents.keys()]).toEqual(["a.md"]);
});

test("2,000 files: asked for by the page, told as progress, and quick when nothing has changed", async () => {
  const files = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`f${at % 20}/n${at}.txt`, `number ${at}`]));
  const temp = await folderWith(files);
  const first = await sync(temp);
  expect(first.state.documents.size).toBe(2000);
  const asked: number[] = [];
  const again = await sync(temp, {
    state: first.state,
    context: (own) => ({ ...own, known: (ids) => (asked.push(ids.length), own.known(ids)) }),
  });
  expect(story(again.ops).every((line) => line.startsWith("unchanged"))).toBe(true);
  expect(Math.max(...asked)).toBeLessThanOrEqual(500);
  expect(again.ops.filter((op) => op.op === "progress").length).toBe(asked.length);
});

test("fetchOne never says gone when it cannot tell", async () => {
  const temp = await folderWith({ "in/a.txt": "a" });
  await expect(fetchOne(temp, "in/a.txt", { path: temp.at("gone") })).rejects.toMatchObject({ code: "config" });
  temp.broken.add("in/a.txt");
  await expect(fetchOne(temp, "in/a.txt")).rejects.toMatchObject({ code: "forbidden" });
  const fs: FolderFs = { ...temp.fs, lstat: () => Promise.reject(systemError("EACCES", "lstat")) };
  await expect(fetchOne(temp, "in/a.txt", {}, fs)).rejects.toMatchObject({ code: "forbidden" });
  const away: FolderFs = { ...temp.fs, lstat: () => Promise.reject(systemError("EHOSTDOWN", "lstat")) };
  await expect(fetchOne(temp, "in/a.txt", {}, away)).rejects.toMatchObject({ code: "unavailable" });
});

test("fetchOne gives nothing for folders, for what is left out, and for ids that are no paths below the root", async () => {
  const secret = await folderWith({ "secret.txt": "secret" });
  const temp = await folderWith({ "in/a.txt": "a", ".git/config": "x" });
  const up = `../${secret.path.split("/").at(-1)}/secret.txt`;
  for (const id of ["in", ".git/config", up, secret.at("secret.txt"), "in//a.txt", "./in/a.txt", "in/a.txt/b", "", "\0"])
    expect(await fetchOne(temp, id), `fetchOne of ${id}`).toBeNull();
});
