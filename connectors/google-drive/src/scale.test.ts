import { beforeAll, afterAll, expect, test } from "vitest";
import { driveHost, story } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE } from "./__fixtures__/fake-with.ts";
import { type DriveFake, startDriveFake } from "./fake/index.ts";
import { googleDrive } from "./google-drive-connector.ts";

const FILES = 6500;
const FOLDERS = 65;

let fake: DriveFake;
let drive: string;
let folder: string;
let ids: readonly string[];

beforeAll(async () => {
  fake = await startDriveFake();
  fake.addUser("Ada");
  drive = fake.addDrive("Team", [{ type: "user", emailAddress: ADA, role: "organizer" }]);
  folder = fake.create({ name: "All", parentId: drive, mimeType: FOLDER });
  const folders = Array.from({ length: FOLDERS }, (_, at) => fake.create({ name: `Folder ${at}`, parentId: folder, mimeType: FOLDER }));
  ids = Array.from({ length: FILES }, (_, at) =>
    fake.create({ name: `${at}.txt`, parentId: folders[at % FOLDERS] ?? folder, text: `text ${at}` }),
  );
});

afterAll(() => fake.close());

// Onyx#14165 found 195 of 6,500.
test.for<[string, () => object]>([
  ["everything", () => ({})],
  ["the drive", () => ({ sharedDrives: "selected", driveIds: [`https://drive.google.com/drive/folders/${drive}`], myDrives: false })],
  ["the drive as a folder", () => ({ folders: [drive] })],
  ["a folder of the drive", () => ({ folders: [folder] })],
])("all 6,500 files are found when %s is chosen [47]", async ([, settings]) => {
  const host = driveHost(fake, { settings: settings() });
  const found = new Set<string>();
  for await (const op of googleDrive.inventory?.(host.context(), null) ?? []) if (op.op === "item") found.add(op.id);
  expect(found).toEqual(new Set(ids));
});

// Some seconds alone; a machine that does other things needs more.
const LONG_MS = 120_000;

test(
  "of 6,500 files, with every twentieth download throttled, the ledger lists exactly those that are broken or too large",
  { timeout: LONG_MS },
  async () => {
    const chosen = (every: number, offset: number) => ids.filter((_, at) => at % every === offset);
    const broken = chosen(100, 7);
    const tooLarge = chosen(100, 42);
    for (const id of broken) fake.refuse(id, "cannotDownloadAbusiveFile");
    for (const id of tooLarge) fake.edit(id, { kind: "huge", sizeBytes: 60 * 1024 ** 2 });
    fake.faults.scatter(1, 0.05, [
      { kind: "status", status: 403, reason: "userRateLimitExceeded" },
      { kind: "status", status: 429, retryAfter: "1" },
    ]);
    const host = driveHost(fake);
    await host.sync();
    fake.faults.clear();
    expect([...host.state.failed.keys()].toSorted()).toEqual(broken.toSorted());
    expect([...host.state.skipped.keys()].toSorted()).toEqual(tooLarge.toSorted());
    expect(new Set(host.state.skipped.values())).toEqual(new Set(["too_large"]));
    expect(host.state.documents.size).toBe(FILES - broken.length - tooLarge.length);
    fake.resetCounts();
    const again = await host.sync("start");
    expect(fake.counts["files.download"], "only what failed is asked for again").toBe(broken.length);
    expect(fake.counts["files.list"], "lists").toBeLessThanOrEqual(12);
    expect(again.ops.filter(({ op }) => op === "unchanged").length).toBe(host.state.documents.size);
  },
);

test("more drives and more permissions than one page holds are read to the end [47]", async () => {
  const other = await fakeWith("Ada");
  const drives = Array.from({ length: 130 }, (_, at) =>
    other.addDrive(`Drive ${at}`, [{ type: "user", emailAddress: ADA, role: "organizer" }]),
  );
  const crowded = Array.from({ length: 250 }, (_, at) => ({ type: "user" as const, emailAddress: `guest${at}@elsewhere.example` }));
  for (const [at, parentId] of drives.entries()) other.create({ name: `${at}.txt`, parentId, text: `text ${at}` });
  const id = other.create({
    name: "crowded.txt",
    parentId: drives[0] ?? "",
    text: "crowded",
    permissions: [...crowded, { type: "user", emailAddress: GRACE }],
  });
  const host = driveHost(other);
  const { ops } = await host.sync();
  expect(story(ops).length).toBe(131);
  expect(host.readableBy(GRACE)).toEqual(new Set([id]));
  expect(host.readableBy("guest249@elsewhere.example")).toEqual(new Set([id]));
});
