import { createHash } from "node:crypto";
import { isSmartyError } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { type DriveHost, driveHost } from "./__fixtures__/drive-host.ts";
import { ADA, DOCUMENT, fakeWith, FOLDER, GRACE, LINUS } from "./__fixtures__/fake-with.ts";
import type { Fault } from "./fake/faults.ts";
import type { DriveFake } from "./fake/index.ts";
import type { NewPermission } from "./fake/mutations.ts";
import { seeded } from "./fake/seeded.ts";
import { readKey } from "./place.ts";

const PEOPLE = [ADA, GRACE, LINUS];
const CREW = "crew@acme.example";
const STAFF = "staff@acme.example";
const EVE = "eve@elsewhere.example";

/** Decisions by a seeded chance, on whatever the world holds at the moment. */
function createChance(fake: DriveFake, seed: number) {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const files = (
    isWanted: (file: {
      readonly mimeType: string;
      readonly driveId: string | null;
      readonly owner: string | null;
      readonly parentId: string | null;
    }) => boolean,
  ) => [...fake.world.files.values()].filter((file) => file.parentId !== null && isWanted(file)).map(({ id }) => id);
  return { random, pick, files };
}

type Chance = ReturnType<typeof createChance>;

function populate(fake: DriveFake): readonly string[] {
  fake.setGroup(CREW, [GRACE]);
  fake.setGroup(STAFF, [CREW, LINUS]);
  const drives = ["One", "Two"].map((name) =>
    fake.addDrive(name, [
      { type: "user", emailAddress: ADA, role: "organizer" },
      { type: "group", emailAddress: CREW },
    ]),
  );
  const tops = [...PEOPLE.map((email) => fake.world.users.get(email)?.rootId ?? ""), ...drives];
  for (const parentId of tops) {
    const folder = fake.create({ name: "Folder", parentId, mimeType: FOLDER });
    const inner = fake.create({ name: "Inner", parentId: folder, mimeType: FOLDER });
    for (const [at, parent] of [parentId, folder, inner].entries())
      fake.create({ name: `${at}.txt`, parentId: parent, text: `${at} in ${parentId}` });
  }
  for (const emailAddress of PEOPLE)
    fake.create({ name: "outside.txt", owner: EVE, text: `for ${emailAddress}`, permissions: [{ type: "user", emailAddress }] });
  return drives;
}

function permissionBy({ random, pick }: Chance, fake: DriveFake): NewPermission {
  const emailAddress = pick(PEOPLE) ?? ADA;
  const expirationTime = new Date(fake.world.now() + Math.floor(random() * 20_000)).toISOString();
  const all: readonly NewPermission[] = [
    { type: "user", emailAddress },
    { type: "user", emailAddress, role: "writer" },
    { type: "user", emailAddress, expirationTime },
    { type: "user", emailAddress, deleted: true },
    { type: "user", emailAddress, view: "metadata" },
    { type: "group", emailAddress: pick([CREW, STAFF]) ?? CREW },
    { type: "domain", domain: "acme.example", allowFileDiscovery: random() < 0.5 },
    { type: "anyone", allowFileDiscovery: random() < 0.3 },
  ];
  return pick(all) ?? { type: "user", emailAddress };
}

/** Whether moving `id` into `parent` would make a circle. */
function isBelow(fake: DriveFake, parent: string, id: string): boolean {
  for (let at: string | null = parent; at !== null; at = fake.world.files.get(at)?.parentId ?? null) if (at === id) return true;
  return false;
}

/** One thing that happens; returns its name, or null when there was nothing to do it to. */
function change(fake: DriveFake, chance: Chance, drives: readonly string[], count: number): string {
  const { random, pick, files } = chance;
  const isInside = ({ owner }: { readonly owner: string | null }) => owner !== EVE;
  const any = pick(files(isInside));
  const file = pick(files(({ mimeType, ...rest }) => mimeType !== FOLDER && isInside(rest)));
  const parents = [
    ...files(({ mimeType }) => mimeType === FOLDER),
    ...drives,
    ...PEOPLE.map((email) => fake.world.users.get(email)?.rootId ?? ""),
  ];
  const parentId = pick(parents) ?? "";
  const owned = pick(files(({ owner }) => owner !== null && owner !== EVE));
  const outside = pick([...fake.world.files.values()].filter(({ owner }) => owner === EVE).map(({ id }) => id));
  const owner =
    drives.includes(parentId) || fake.world.files.get(parentId)?.driveId !== null
      ? {}
      : { owner: fake.world.files.get(parentId)?.owner ?? ADA };
  const acts: Readonly<Record<string, () => void>> = {
    create: () => void fake.create({ name: `new ${count}.txt`, parentId, ...owner, text: `text ${count}` }),
    document: () => void fake.create({ name: `document ${count}`, parentId, ...owner, mimeType: DOCUMENT, text: `text ${count}` }),
    folder: () => void fake.create({ name: `folder ${count}`, parentId, ...owner, mimeType: FOLDER }),
    edit: () => file !== undefined && fake.edit(file, `edited ${count}`),
    rename: () => any !== undefined && fake.rename(any, `renamed ${count}`),
    move: () => any !== undefined && !isBelow(fake, parentId, any) && fake.move(any, parentId),
    trash: () => any !== undefined && fake.trash(any),
    restore: () => any !== undefined && fake.restore(any),
    remove: () => any !== undefined && random() < 0.5 && fake.remove(any),
    share: () => any !== undefined && fake.share(any, permissionBy(chance, fake)),
    unshare: () => any !== undefined && fake.unshare(any, pick([...PEOPLE, CREW, STAFF, "acme.example", "anyoneWithLink"]) ?? ""),
    limit: () => any !== undefined && fake.limit(any, random() < 0.6),
    give: () => owned !== undefined && fake.giveTo(owned, pick(PEOPLE) ?? ADA),
    group: () =>
      void fake.setGroup(
        pick([CREW, STAFF]) ?? CREW,
        PEOPLE.filter(() => random() < 0.5),
      ),
    members: () => {
      const others = PEOPLE.slice(1)
        .filter(() => random() < 0.5)
        .map((emailAddress): NewPermission => ({ type: "user", emailAddress, role: random() < 0.3 ? "writer" : "reader" }));
      fake.setDriveMembers(pick(drives) ?? "", [{ type: "user", emailAddress: ADA, role: "organizer" }, ...others]);
    },
    outsideShare: () => outside !== undefined && fake.share(outside, { type: "user", emailAddress: pick(PEOPLE) ?? ADA }),
    outsideUnshare: () => outside !== undefined && fake.unshare(outside, pick(PEOPLE) ?? ADA),
    outsideEdit: () => outside !== undefined && fake.edit(outside, `edited ${count}`),
    shortcut: () =>
      void (any !== undefined && fake.create({ name: `shortcut ${count}`, parentId, ...owner, shortcutTo: { targetId: any } })),
    bump: () => any !== undefined && fake.bump(any),
  };
  const name = pick(Object.keys(acts)) ?? "";
  acts[name]?.();
  return name;
}

/** What every person finds is what Google says they may, and every stored file is the present one. */
function expectTruth(fake: DriveFake, host: DriveHost, trace: string): void {
  for (const email of PEOPLE)
    expect([...host.readableBy(email)].toSorted(), `${email} after ${trace}`).toEqual([...fake.filesOf(email)].toSorted());
  for (const [id, { changeKey, title }] of host.state.documents) {
    const file = fake.world.files.get(id);
    expect(title, id).toBe(file?.name);
    const bytes = file?.content.kind === "bytes" ? file.content.bytes : null;
    const content = bytes === null ? readKey(changeKey).content : `m${createHash("md5").update(bytes).digest("hex")}`;
    expect(readKey(changeKey).content, id).toEqual(content);
  }
}

const SEEDS = [1, 2, 3];
const ROUNDS = 6;
const CHANGES = 12;

const FAULTS: readonly Fault[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 403, reason: "userRateLimitExceeded" },
  { kind: "status", status: 429, retryAfter: "600" },
  { kind: "reset", afterBytes: 20 },
];

/** One run while things go wrong; it may give up, for a reason that passes. */
async function runWithFaults(fake: DriveFake, host: DriveHost, seed: number): Promise<void> {
  fake.faults.scatter(seed, 0.1, FAULTS);
  const failure = await host.sync().then(
    () => null,
    (error: unknown) => error,
  );
  fake.faults.clear();
  const code = isSmartyError(failure) ? failure.code : failure;
  expect([null, "rate_limited", "unavailable", "network"], String(failure)).toContain(code);
}

/** One run in peace, with all that a host does besides. */
async function cleanRun(host: DriveHost): Promise<void> {
  await host.sync();
  await host.retry();
  await host.syncGroups();
}

test.for(SEEDS)("after any changes and faults, one clean run shows everybody exactly what they may find (seed %i)", async (seed) => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  const drives = populate(fake);
  const chance = createChance(fake, seed);
  const host = driveHost(fake);
  await cleanRun(host);
  expect(host.state.documents.size).toBeGreaterThan(10);
  expectTruth(fake, host, "the first run");
  for (let round = 0; round < ROUNDS; round++) {
    const trace = Array.from({ length: CHANGES }, (_, at) => change(fake, chance, drives, round * CHANGES + at));
    if (round % 3 === 2) fake.expireTokens();
    await runWithFaults(fake, host, seed * 100 + round);
    await cleanRun(host);
    expectTruth(fake, host, `round ${round}: ${trace.join()}`);
  }
});

// What shortcuts bring in from elsewhere has tests of its own.
test.for(SEEDS)("where only some folders are chosen, exactly what lies in them is found (seed %i)", async (seed) => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  const drives = populate(fake);
  const chance = createChance(fake, seed);
  const all = [...fake.world.files.values()];
  const folders = all
    .filter(({ name, owner, driveId }) => name === "Folder" && (owner === ADA || driveId === drives[0]))
    .map(({ id }) => id);
  const host = driveHost(fake, { settings: { folders } });
  await cleanRun(host);
  for (let round = 0; round < ROUNDS; round++) {
    const trace = Array.from({ length: CHANGES }, (_, at) => change(fake, chance, drives, round * CHANGES + at));
    for (const { id, shortcut } of fake.world.files.values()) if (shortcut !== undefined) fake.remove(id);
    await runWithFaults(fake, host, seed * 100 + round);
    await cleanRun(host);
    const wanted = (email: string) => [...fake.filesOf(email)].filter((id) => folders.some((folder) => isBelow(fake, id, folder)));
    for (const email of PEOPLE)
      expect([...host.readableBy(email)].toSorted(), `${email} after round ${round}: ${trace.join()}`).toEqual(wanted(email).toSorted());
  }
});
