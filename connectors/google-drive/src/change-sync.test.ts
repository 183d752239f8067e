import { expect, test } from "vitest";
import { type DriveHost, driveHost, story, textOf, titlesIn } from "./__fixtures__/drive-host.ts";
import { ADA, DOCUMENT, fakeWith, FOLDER, GRACE, LINUS } from "./__fixtures__/fake-with.ts";
import type { DriveFake } from "./fake/index.ts";

/** After a run that was asked only for changes, everybody finds exactly what they may find. */
function expectTruth(fake: DriveFake, host: DriveHost): void {
  const active = [...fake.world.users.values()].filter(({ isSuspended }) => !isSuspended);
  for (const { email } of active) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
}

async function changed(host: DriveHost): Promise<readonly string[]> {
  const { ops } = await host.sync();
  expect(ops.at(-1)).toEqual({ op: "done", listed: "changes" });
  return story(ops);
}

test("new, edited, renamed, trashed, restored and deleted files are told, and nothing else is asked for", async () => {
  const fake = await fakeWith("Ada");
  const ids = ["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => fake.create({ name, owner: ADA, text: name }));
  const [a = "", b = "", c = "", d = ""] = ids;
  const host = driveHost(fake);
  await host.sync();
  fake.edit(a, "changed");
  fake.rename(b, "better.txt");
  fake.trash(c);
  fake.remove(d);
  fake.create({ name: "e.txt", owner: ADA, text: "e" });
  expect((await changed(host)).toSorted()).toEqual([
    `delete ${c}: trashed`,
    `delete ${d}: deleted`,

    "touch better.txt",
    "upsert a.txt",
    "upsert e.txt",
  ]);
  fake.restore(c);
  expect(await changed(host)).toEqual(["upsert c.txt"]);
  expectTruth(fake, host);
  fake.resetCounts();
  expect(await changed(host)).toEqual([]);
  expect(fake.counts["files.list"], "lists").toBeUndefined();
});

// Onyx#5013: files that were deleted in Drive stayed findable.
test("deleted files leave the source, whether the log or a full listing tells [46]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const first = fake.create({ name: "a.txt", owner: ADA, text: "a", permissions: [{ type: "user", emailAddress: GRACE }] });
  const second = fake.create({ name: "b.txt", owner: ADA, text: "b" });
  const host = driveHost(fake);
  await host.sync();
  fake.remove(first);
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["b.txt"]);
  fake.remove(second);
  await host.sync("start");
  expect(titlesIn(host.state)).toEqual([]);
});

test("a run with failures of single files goes on, and what failed is in the ledger for another try [40]", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake);
  await host.sync();
  const id = fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  fake.create({ name: "b.txt", owner: ADA, text: "beta" });
  fake.faults.add("files.download", { kind: "status", status: 500 }, { containing: id });
  expect((await changed(host)).toSorted()).toEqual([`error ${id}: network`, "upsert b.txt"]);
  expect(host.state.failed.get(id)).toMatchObject({ retryable: true });
  fake.faults.clear();
  // The next full listing asks for it too: what failed counts as not stored.
  await host.sync("start");
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt"]);
});

test("a file that one person lost is kept while another sees it [41]", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "a", permissions: [{ type: "user", emailAddress: GRACE }] });
  const outside = fake.create({
    name: "outside.txt",
    owner: "eve@elsewhere.example",
    text: "o",
    permissions: [GRACE, LINUS].map((emailAddress) => ({ type: "user", emailAddress })),
  });
  const host = driveHost(fake);
  await host.sync();
  expectTruth(fake, host);
  fake.unshare(id, GRACE);
  fake.unshare(outside, GRACE);
  await changed(host);
  expect(titlesIn(host.state)).toEqual(["a.txt", "outside.txt"]);
  expectTruth(fake, host);
  fake.unshare(outside, LINUS);
  await changed(host);
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  fake.remove(id);
  await changed(host);
  expect(titlesIn(host.state)).toEqual([]);
});

test("a file of somebody outside is read once, and by all who have it in their Drive", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const permissions = [ADA, GRACE].map((emailAddress) => ({ type: "user" as const, emailAddress }));
  const id = fake.create({ name: "outside.txt", owner: "eve@elsewhere.example", text: "o", permissions });
  const host = driveHost(fake);
  const { context } = await host.sync();
  expect(context.stored.size).toBe(1);
  expectTruth(fake, host);
  fake.edit(id, "changed");
  expect(await changed(host)).toEqual(["upsert outside.txt"]);
  expectTruth(fake, host);
});

test("a folder that is moved, renamed, trashed and restored takes all below it along [43]", async () => {
  const fake = await fakeWith("Ada");
  const top = fake.create({ name: "Top", owner: ADA, mimeType: FOLDER });
  const inner = fake.create({ name: "Inner", parentId: top, mimeType: FOLDER });
  const id = fake.create({ name: "a.txt", parentId: inner, text: "a" });
  const other = fake.create({ name: "Other", owner: ADA, mimeType: FOLDER });
  const host = driveHost(fake);
  await host.sync();
  fake.rename(top, "Summit");
  expect(await changed(host)).toEqual(["touch a.txt"]);
  expect(host.state.documents.get(id)?.path).toBe("Summit/Inner/a.txt");
  fake.move(inner, other);
  expect(await changed(host)).toEqual(["touch a.txt"]);
  expect(host.state.documents.get(id)?.path).toBe("Other/Inner/a.txt");
  expect(host.state.containers.get(inner)?.parentId).toBe(other);
  fake.trash(other);
  expect(await changed(host)).toEqual([`deleteContainer ${other}: trashed`]);
  expect(titlesIn(host.state)).toEqual([]);
  fake.restore(other);
  expect(await changed(host)).toEqual(["upsert a.txt"]);
  fake.remove(other);
  await changed(host);
  expect(titlesIn(host.state)).toEqual([]);
});

test("what moves out of the chosen folders leaves the source, and what moves in joins it, with all below it [43]", async () => {
  const fake = await fakeWith("Ada");
  const chosen = fake.create({ name: "Chosen", owner: ADA, mimeType: FOLDER });
  const inner = fake.create({ name: "Inner", parentId: chosen, mimeType: FOLDER });
  const a = fake.create({ name: "a.txt", parentId: inner, text: "a" });
  const other = fake.create({ name: "Other", owner: ADA, mimeType: FOLDER });
  const moved = fake.create({ name: "Moved", parentId: other, mimeType: FOLDER });
  fake.create({ name: "b.txt", parentId: moved, text: "b" });
  fake.create({ name: "c.txt", parentId: other, text: "c" });
  const host = driveHost(fake, { settings: { folders: [`https://drive.google.com/drive/u/0/folders/${chosen}?usp=sharing`] } });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  fake.move(moved, chosen);
  await changed(host);
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt"]);
  fake.move(a, other);
  await changed(host);
  expect(titlesIn(host.state)).toEqual(["b.txt"]);
  fake.move(moved, other);
  await changed(host);
  expect(titlesIn(host.state)).toEqual([]);
});

test("narrowing, widening and clearing the folders and patterns reconciles with the next run [44]", async () => {
  const fake = await fakeWith("Ada");
  const [hr = "", it = ""] = ["HR", "IT"].map((name) => fake.create({ name, owner: ADA, mimeType: FOLDER }));
  fake.create({ name: "a.txt", parentId: hr, text: "a" });
  fake.create({ name: "b.log", parentId: it, text: "b" });
  fake.create({ name: "c.txt", owner: ADA, text: "c" });
  const host = driveHost(fake);
  await host.sync();
  const steps: readonly (readonly [object, readonly string[]])[] = [
    [{ folders: [hr] }, ["a.txt"]],
    [{ folders: [hr, it] }, ["a.txt", "b.log"]],
    [{ folders: [hr, it], exclude: ["*.log"] }, ["a.txt"]],
    [{ excludeFolders: [hr] }, ["b.log", "c.txt"]],
    [{ exclude: ["it/**"] }, ["a.txt", "c.txt"]],
    [{ myDrives: false }, []],
    [{}, ["a.txt", "b.log", "c.txt"]],
  ];
  for (const [settings, expected] of steps) {
    host.configure(settings);
    await host.sync();
    expect(titlesIn(host.state), JSON.stringify(settings)).toEqual(expected);
  }
  host.configure({ folders: [hr] });
  await host.sync();
  const { context } = await host.sync();
  expect(context.stored.size, "files read again").toBe(0);
});

test("a change in a shared drive is found in the drive's own log [49]", async () => {
  const fake = await fakeWith("Ada");
  const [one = "", two = ""] = ["One", "Two"].map((name) => fake.addDrive(name, [{ type: "user", emailAddress: ADA, role: "organizer" }]));
  fake.create({ name: "a.txt", parentId: one, text: "a" });
  const id = fake.create({ name: "b.txt", parentId: two, text: "b" });
  const host = driveHost(fake);
  await host.sync();
  fake.edit(id, "changed");
  expect(await changed(host)).toEqual(["upsert b.txt"]);
  fake.move(id, one);
  expect(await changed(host)).toEqual(["touch b.txt"]);
  const gone = fake.addDrive("Three", [{ type: "user", emailAddress: ADA, role: "organizer" }]);
  fake.create({ name: "c.txt", parentId: gone, text: "c" });
  expect(await changed(host)).toEqual(["upsert c.txt"]);
  fake.removeDrive(gone);
  expect(await changed(host)).toEqual([`deleteContainer ${gone}: access_lost`]);
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt"]);
  expectTruth(fake, host);
});

test("what moves between My Drive and a shared drive keeps its content and changes its readers", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const drive = fake.addDrive("Team", [
    { type: "user", emailAddress: ADA, role: "organizer" },
    { type: "user", emailAddress: GRACE },
  ]);
  const folder = fake.create({ name: "Plans", owner: ADA, mimeType: FOLDER });
  fake.create({ name: "a.txt", parentId: folder, text: "a" });
  const host = driveHost(fake);
  await host.sync();
  fake.move(folder, drive);
  expect(await changed(host)).toEqual(["touch a.txt"]);
  expectTruth(fake, host);
  expect(host.readableBy(GRACE).size).toBe(1);
});

test("a token that has ended, or is invalid, repairs everything without a second copy of anything [50]", async () => {
  const fake = await fakeWith("Ada");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.create({ name: "b.txt", owner: ADA, text: "b" });
  const host = driveHost(fake);
  await host.sync();
  fake.remove(id);
  fake.expireTokens();
  const { ops, context } = await host.sync();
  expect(ops.at(-1)).toEqual({ op: "done", listed: "everything" });
  expect(context.stored.size, "files read again").toBe(0);
  expect(titlesIn(host.state)).toEqual(["b.txt"]);
});

test.for<[number, string]>([
  [400, "invalid"],
  [410, "pageTokenExpired"],
])("%i %s for a list of changes is a full listing, which tells what the list would have [50]", async ([status, reason]) => {
  const fake = await fakeWith("Ada");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.create({ name: "b.txt", owner: ADA, text: "b" });
  const host = driveHost(fake);
  await host.sync();
  fake.remove(id);
  fake.faults.add("changes.list", { kind: "status", status, reason, message: "Invalid Value" }, { times: 1 });
  const { ops, context } = await host.sync();
  expect(ops.at(-1)).toEqual({ op: "done", listed: "everything" });
  expect(context.stored.size, "files read again").toBe(0);
  expect(titlesIn(host.state)).toEqual(["b.txt"]);
});

test("a version that grows although nobody edited anything reads no uploaded file again", async () => {
  const fake = await fakeWith("Ada");
  const upload = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.create({ name: "Minutes", owner: ADA, mimeType: DOCUMENT, text: "words" });
  const host = driveHost(fake);
  await host.sync();
  fake.bump(upload);
  expect(await changed(host)).toEqual([]);
});

test("empty pages and pages in many parts of a change log are read to the end", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake);
  await host.sync();
  const id = fake.create({ name: "a.txt", owner: ADA, text: "first" });
  for (let at = 0; at < 1200; at++) fake.bump(id);
  fake.edit(id, "last");
  fake.faults.add("changes.list", { kind: "emptyPage" }, { times: 3 });
  const { context } = await host.sync();
  expect(textOf(context, host.state, id)).toBe("last");
});

test("people who join, leave or are suspended change what is listed, and nobody else's files", async () => {
  const fake = await fakeWith("Ada", "Grace");
  fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.create({ name: "g.txt", owner: GRACE, text: "g", permissions: [{ type: "user", emailAddress: ADA }] });
  const host = driveHost(fake);
  await host.sync();
  fake.suspendUser(GRACE);
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt", "g.txt"]);
  fake.addUser("Linus");
  fake.create({ name: "l.txt", owner: LINUS, text: "l" });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt", "g.txt", "l.txt"]);
  expectTruth(fake, host);
});

test("a file that is given to somebody else keeps its content", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const host = driveHost(fake);
  await host.sync();
  fake.giveTo(id, GRACE);
  expect(await changed(host)).toEqual(["touch a.txt"]);
  expectTruth(fake, host);
});
