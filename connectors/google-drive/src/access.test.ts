import { describe, expect, test } from "vitest";
import { driveHost, story } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE, LINUS } from "./__fixtures__/fake-with.ts";
import { readersOf } from "./access.ts";
import type { NewPermission } from "./fake/mutations.ts";

const NOW = Date.UTC(2026, 0, 1);

describe("who a permission list lets read", () => {
  test.for<[string, NewPermission & { readonly role?: "reader" }, readonly string[]]>([
    ["a person, in any case", { type: "user", emailAddress: "Ada@Acme.example" }, ["user:ada@acme.example"]],
    ["a group", { type: "group", emailAddress: "Crew@acme.example" }, ["group:crew@acme.example"]],
    ["a domain that may search", { type: "domain", domain: "Acme.example", allowFileDiscovery: true }, ["domain:acme.example"]],
    ["a domain with the link", { type: "domain", domain: "acme.example", allowFileDiscovery: false }, []],
    ["a domain that does not say", { type: "domain", domain: "acme.example" }, []],
    ["anyone with the link", { type: "anyone", allowFileDiscovery: false }, []],
    ["anyone who searches", { type: "anyone", allowFileDiscovery: true }, ["everyone"]],
    ["a permission that has ended", { type: "user", emailAddress: "a@b.example", expirationTime: new Date(NOW).toISOString() }, []],
    [
      "a permission that ends later",
      { type: "user", emailAddress: "a@b.example", expirationTime: new Date(NOW + 1).toISOString() },
      ["user:a@b.example"],
    ],
    ["a deleted account", { type: "user", emailAddress: "a@b.example", deleted: true }, []],
    ["an owner who has not accepted", { type: "user", emailAddress: "a@b.example", pendingOwner: true }, []],
    ["one that shows no content", { type: "user", emailAddress: "a@b.example", view: "metadata" }, []],
    ["one of a published copy", { type: "anyone", allowFileDiscovery: true, view: "published" }, []],
    ["a person without an address", { type: "user" }, []],
    ["something that is no address", { type: "user", emailAddress: "not an address" }, []],
  ])("%s", ([, permission, allow]) => {
    expect(readersOf([permission], NOW).allow).toEqual(allow);
  });
});

test("links make nothing findable, a domain finds what it may search, and nobody else does [59]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const one = (name: string, permission: NewPermission) => fake.create({ name, owner: ADA, text: name, permissions: [permission] });
  one("link.txt", { type: "anyone", allowFileDiscovery: false });
  one("domain-link.txt", { type: "domain", domain: "acme.example", allowFileDiscovery: false });
  const domain = one("domain.txt", { type: "domain", domain: "acme.example", allowFileDiscovery: true });
  const open = one("open.txt", { type: "anyone", allowFileDiscovery: true });
  const host = driveHost(fake);
  await host.sync();
  expect(host.readableBy(GRACE)).toEqual(new Set([domain, open]));
  expect(host.readableBy("eve@elsewhere.example")).toEqual(new Set([open]));
  expect(host.readableBy(ADA)).toEqual(fake.filesOf(ADA));
});

test("a folder shared after it was read opens everything below it, without reading it again, and unsharing closes it [61]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const top = fake.create({ name: "Top", owner: ADA, mimeType: FOLDER });
  const inner = fake.create({ name: "Inner", parentId: top, mimeType: FOLDER });
  fake.create({ name: "a.txt", parentId: inner, text: "a" });
  fake.create({ name: "b.txt", parentId: inner, text: "b", permissions: [{ type: "user", emailAddress: "linus@acme.example" }] });
  const host = driveHost(fake);
  await host.sync();
  fake.share(top, { type: "user", emailAddress: GRACE });
  const shared = await host.sync();
  expect(host.readableBy(GRACE)).toEqual(fake.filesOf(GRACE));
  expect(host.readableBy(GRACE).size).toBe(2);
  expect(shared.context.stored.size, "files read again").toBe(0);
  fake.unshare(top, GRACE);
  await host.sync();
  expect(host.readableBy(GRACE).size).toBe(0);
});

test("limited folders hide their content from those above, in My Drive and in shared drives [61]", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  const drive = fake.addDrive("Team", [
    { type: "user", emailAddress: ADA, role: "organizer" },
    { type: "user", emailAddress: GRACE },
    { type: "user", emailAddress: LINUS },
  ]);
  const mine = fake.create({ name: "Mine", owner: ADA, mimeType: FOLDER, permissions: [{ type: "user", emailAddress: GRACE }] });
  for (const parentId of [drive, mine]) {
    const folder = fake.create({ name: "Inner", parentId, mimeType: FOLDER });
    fake.create({ name: "a.txt", parentId: folder, text: `a in ${parentId}` });
    fake.limit(folder, true);
    fake.share(folder, { type: "user", emailAddress: LINUS });
  }
  const host = driveHost(fake);
  await host.sync();
  for (const email of [ADA, GRACE, LINUS]) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
  expect(host.readableBy(GRACE).size).toBe(0);
  expect(host.readableBy(LINUS).size).toBe(2);
  for (const { id, isLimited } of fake.world.files.values()) if (isLimited) fake.limit(id, false);
  await host.sync();
  for (const email of [ADA, GRACE, LINUS]) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
  expect(host.readableBy(GRACE).size).toBe(2);
});

test("a permission ends when its time is over, although no log says so [61]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const expirationTime = new Date(fake.world.now() + 3_600_000).toISOString();
  const folder = fake.create({
    name: "Plans",
    owner: ADA,
    mimeType: FOLDER,
    permissions: [{ type: "user", emailAddress: GRACE, expirationTime }],
  });
  fake.create({ name: "a.txt", parentId: folder, text: "a" });
  fake.create({ name: "b.txt", owner: ADA, text: "b", permissions: [{ type: "user", emailAddress: GRACE, expirationTime }] });
  const host = driveHost(fake);
  await host.sync();
  expect(host.readableBy(GRACE).size).toBe(2);
  await host.sync();
  fake.world.advance(3_600_001);
  await host.sync();
  expect(host.readableBy(GRACE).size).toBe(0);
  expect(host.readableBy(ADA).size).toBe(2);
});

test("members of a shared drive change who reads what inherits from it, with no document touched", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const drive = fake.addDrive("Team", [{ type: "user", emailAddress: ADA, role: "organizer" }]);
  const folder = fake.create({ name: "Plans", parentId: drive, mimeType: FOLDER });
  fake.create({ name: "a.txt", parentId: folder, text: "a" });
  const host = driveHost(fake);
  await host.sync();
  fake.setDriveMembers(drive, [
    { type: "user", emailAddress: ADA, role: "organizer" },
    { type: "user", emailAddress: GRACE },
  ]);
  const { ops } = await host.sync();
  expect(story(ops)).toEqual([]);
  expect(host.readableBy(GRACE).size).toBe(1);
});

test("a file shared directly within a shared drive is read by those too, and permissions of plain files are not asked for", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const drive = fake.addDrive("Team", [{ type: "user", emailAddress: ADA, role: "organizer" }]);
  for (let at = 0; at < 20; at++) fake.create({ name: `${at}.txt`, parentId: drive, text: `text ${at}` });
  fake.create({ name: "more.txt", parentId: drive, text: "more", permissions: [{ type: "user", emailAddress: GRACE }] });
  const host = driveHost(fake);
  await host.sync();
  expect(host.readableBy(GRACE)).toEqual(fake.filesOf(GRACE));
  expect(host.readableBy(GRACE).size).toBe(1);
  expect(fake.counts["permissions.list"], "one for the drive, one for the file").toBe(2);
});

test("groups, groups in groups and everybody in a domain give their members what is shared with them [61]", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  fake.setGroup("inner@acme.example", [GRACE]);
  fake.setGroup("outer@acme.example", ["inner@acme.example"]);
  fake.setGroup("all@acme.example", [{ email: "", type: "CUSTOMER", status: "ACTIVE" }]);
  fake.setGroup("left@acme.example", [{ email: LINUS, type: "USER", status: "SUSPENDED" }]);
  for (const name of ["outer", "all", "left"])
    fake.create({ name: `${name}.txt`, owner: ADA, text: name, permissions: [{ type: "group", emailAddress: `${name}@acme.example` }] });
  const host = driveHost(fake);
  await host.sync();
  expect(host.readableBy(GRACE).size, "before the groups are known").toBe(0);
  await host.syncGroups();
  for (const email of [ADA, GRACE, LINUS]) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
  fake.setGroup("inner@acme.example", [LINUS]);
  await host.syncGroups();
  for (const email of [ADA, GRACE, LINUS]) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
});

test("without the directory a group grants nothing, and that is said", async () => {
  const fake = await fakeWith("Ada", "Grace");
  fake.setGroup("crew@acme.example", [GRACE]);
  fake.create({ name: "a.txt", owner: ADA, text: "a", permissions: [{ type: "group", emailAddress: "crew@acme.example" }] });
  const host = driveHost(fake, { way: "oauth" });
  await host.sync();
  await host.syncGroups();
  expect(host.readableBy(GRACE).size).toBe(0);
  expect(host.readableBy(ADA).size).toBe(1);
});

test("what an account may only read is read by that account alone: nobody else is known to may", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  fake.create({
    name: "a.txt",
    owner: GRACE,
    text: "a",
    permissions: [ADA, LINUS].map((emailAddress) => ({ type: "user", emailAddress })),
  });
  const host = driveHost(fake, { way: "oauth", email: ADA });
  await host.sync();
  expect(host.readableBy(ADA).size).toBe(1);
  expect(host.readableBy(LINUS).size).toBe(0);
});
