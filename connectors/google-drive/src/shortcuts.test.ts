import { expect, test } from "vitest";
import { driveHost, titlesIn } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE } from "./__fixtures__/fake-with.ts";
import { googleDrive } from "./google-drive-connector.ts";

test("the target of a shortcut is indexed once, under its own id; dangling shortcuts and circles are passed over [52]", async () => {
  const fake = await fakeWith("Ada");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const top = fake.create({ name: "Top", owner: ADA, mimeType: FOLDER });
  const inner = fake.create({ name: "Inner", parentId: top, mimeType: FOLDER });
  fake.create({ name: "To a", owner: ADA, shortcutTo: { targetId: id } });
  fake.create({ name: "To a again", owner: ADA, shortcutTo: { targetId: id } });
  fake.create({ name: "To nothing", owner: ADA, shortcutTo: { targetId: "file-that-is-not-there" } });
  fake.create({ name: "Round", parentId: inner, shortcutTo: { targetId: top } });
  const host = driveHost(fake);
  await host.sync();
  expect([...host.state.documents.keys()]).toEqual([id]);
});

test("a shortcut in a chosen folder brings its target in, follows its changes, and takes it along when it goes [52]", async () => {
  const fake = await fakeWith("Ada");
  const chosen = fake.create({ name: "Chosen", owner: ADA, mimeType: FOLDER });
  const file = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const folder = fake.create({ name: "Elsewhere", owner: ADA, mimeType: FOLDER });
  fake.create({ name: "b.txt", parentId: folder, text: "b" });
  const toFile = fake.create({ name: "To a", parentId: chosen, shortcutTo: { targetId: file } });
  const toFolder = fake.create({ name: "To elsewhere", parentId: chosen, shortcutTo: { targetId: folder } });
  // The chosen folder itself lies in its target: everything would come round again.
  fake.create({ name: "Round", parentId: chosen, shortcutTo: { targetId: fake.world.users.get(ADA)?.rootId ?? "" } });
  const host = driveHost(fake, { settings: { folders: [chosen] } });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt"]);
  expect(host.readableBy(ADA).size).toBe(2);
  fake.rename(file, "aa.txt");
  fake.create({ name: "c.txt", parentId: folder, text: "c" });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["aa.txt", "b.txt", "c.txt"]);
  const document = await googleDrive.fetchOne?.(host.context(), { id: file });
  expect(document?.changeKey).toBe(host.state.documents.get(file)?.changeKey);
  fake.remove(toFile);
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["b.txt", "c.txt"]);
  fake.trash(toFolder);
  await host.sync();
  expect(titlesIn(host.state)).toEqual([]);
});

test("an old link-shared target is opened with the resource key of its shortcut, for its owner alone [52]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const target = fake.create({
    name: "old.txt",
    owner: "eve@elsewhere.example",
    text: "old",
    resourceKey: "0-key",
    permissions: [{ type: "anyone", allowFileDiscovery: false }],
  });
  fake.create({ name: "To old", owner: ADA, shortcutTo: { targetId: target, targetResourceKey: "0-key" } });
  const host = driveHost(fake);
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["old.txt"]);
  expect(host.readableBy(ADA).size).toBe(1);
  expect(host.readableBy(GRACE).size).toBe(0);
  fake.edit(target, "newer");
  await host.sync();
  await host.sync("start");
  expect(titlesIn(host.state)).toEqual(["old.txt"]);
});
