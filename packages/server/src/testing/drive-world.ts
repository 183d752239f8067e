import { googleDrive } from "@smartypants/connector-google-drive";
import { type DriveFake, startDriveFake } from "@smartypants/connector-google-drive/fake";
import { createRandom, type Random } from "./random.ts";
import { type RemoteWorld, wordOf, wordsIn } from "./remote-world.ts";

const FOLDER = "application/vnd.google-apps.folder";
const DOCUMENT = "application/vnd.google-apps.document";
const OUTSIDER = "eve@elsewhere.example";
const DRIVES = 4;
const GROUPS = 6;
/** People with folders of their own. */
const WRITERS = 8;

type File = DriveFake["world"]["files"] extends Map<string, infer Value> ? Value : never;
type Permission = Parameters<DriveFake["share"]>[1];

/** A domain with people, groups in groups, shared drives and folders, changed the same way by the same seed. */
export async function openDriveWorld({ seed, people }: { readonly seed: number; readonly people: number }): Promise<RemoteWorld> {
  const fake = await startDriveFake();
  const random = createRandom(seed);
  let count = 0;
  const text = () => `Text with ${wordOf(++count)}.`;
  const company = populate(fake, { random, people, text });
  return {
    connector: googleDrive,
    settings: { advanced: fake.advanced },
    credential: { way: "delegation", key: fake.signIn.keyFile, adminEmail: company.people[0] },
    people: company.people,
    change: () => changeOnce(fake, company),
    breakSomething: () => breakSomething(fake, random),
    heal: () => fake.faults.clear(),
    passNight: () => {
      fake.world.advance(86_400_000);
      fake.expireTokens();
    },
    truth: () => new Map(company.people.map((email) => [email, wordsFor(fake, email)])),
    kept: () => new Map(),
    reopen: () => {},
    revoke: () => fake.signIn.granted.clear(),
    complaints: () => fake.complaints,
    close: () => fake.close(),
  };
}

interface Company {
  readonly random: Random;
  readonly text: () => string;
  readonly people: readonly string[];
  readonly groups: readonly string[];
  readonly drives: readonly string[];
}

function populate(
  fake: DriveFake,
  { random, people: size, text }: { readonly random: Random; readonly people: number; readonly text: () => string },
): Company {
  const people = Array.from({ length: size }, (_, at) => fake.addUser(`Person${at}`));
  const groups = Array.from({ length: GROUPS }, (_, at) =>
    fake.setGroup(`group${at}@${fake.world.domain}`, [
      ...random.some(people, 2 + random.below(12)),
      ...(at % 3 === 2 ? [`group${at - 1}@${fake.world.domain}`] : []),
    ]),
  );
  const organizer: Permission = { type: "user", emailAddress: people[0] ?? "", role: "organizer" };
  const drives = Array.from({ length: DRIVES }, (_, at) =>
    fake.addDrive(`Drive ${at}`, [organizer, { type: "group", emailAddress: random.pick(groups) }]),
  );
  for (const parentId of [...people.slice(0, WRITERS).map((email) => rootOf(fake, email)), ...drives]) {
    const folder = fake.create({ name: "Folder", parentId, mimeType: FOLDER });
    const inner = fake.create({ name: "Inner", parentId: folder, mimeType: FOLDER });
    for (const parent of [parentId, folder, inner]) fake.create({ name: "note.txt", parentId: parent, text: text() });
  }
  for (const emailAddress of random.some(people, 4))
    fake.create({ name: "outside.txt", owner: OUTSIDER, text: text(), permissions: [{ type: "user", emailAddress }] });
  return { random, text, people, groups, drives };
}

function rootOf({ world }: DriveFake, email: string): string {
  return world.users.get(email)?.rootId ?? "";
}

/** Whether moving `id` into `parent` would make a circle. */
function isBelow({ world }: DriveFake, parent: string, id: string): boolean {
  for (let at: string | null = parent; at !== null; at = world.files.get(at)?.parentId ?? null) if (at === id) return true;
  return false;
}

function permissionBy(fake: DriveFake, { random, people, groups }: Company): Permission {
  const emailAddress = random.pick(people);
  const { domain } = fake.world;
  const expirationTime = new Date(fake.world.now() + random.below(40_000)).toISOString();
  return random.pick<Permission>([
    { type: "user", emailAddress },
    { type: "user", emailAddress, role: "writer" },
    { type: "user", emailAddress, expirationTime },
    { type: "user", emailAddress, deleted: true },
    { type: "group", emailAddress: random.pick(groups) },
    { type: "group", emailAddress: random.pick(groups) },
    { type: "domain", domain, allowFileDiscovery: random.chance(0.5) },
    { type: "anyone", allowFileDiscovery: random.chance(0.3) },
  ]);
}

/** What may happen, and how often. */
const SHARES = {
  create: 2,
  document: 1,
  folder: 1,
  edit: 3,
  rename: 1,
  move: 2,
  trash: 1,
  restore: 1,
  remove: 1,
  share: 3,
  unshare: 2,
  limit: 1,
  give: 1,
  group: 2,
  members: 1,
  outside: 1,
  shortcut: 1,
  convert: 1,
} as const;

type Act = keyof typeof SHARES;

const ACTS = Object.entries(SHARES).flatMap(([act, share]) => Array.from({ length: share }, () => act as Act));

function changeOnce(fake: DriveFake, company: Company): string {
  const { random, text, people, groups, drives } = company;
  const known = [...fake.world.files.values()].filter(({ parentId, owner }) => parentId !== null && owner !== OUTSIDER);
  const any = random.pick(known).id;
  const file = random.pick(known.filter(({ mimeType }) => mimeType !== FOLDER)).id;
  const outside = random.pick([...fake.world.files.values()].filter(({ owner }) => owner === OUTSIDER)).id;
  const folders = known.filter(({ mimeType }) => mimeType === FOLDER).map(({ id }) => id);
  const parentId = random.pick([...folders, ...drives, ...people.slice(0, WRITERS).map((email) => rootOf(fake, email))]);
  const owned = known.filter(({ owner }) => owner !== null).map(({ id }) => id);
  const act = random.pick(ACTS);
  const acts: Readonly<Record<Act, () => unknown>> = {
    create: () => fake.create({ name: "new.txt", parentId, text: text() }),
    document: () => fake.create({ name: "Document", parentId, mimeType: DOCUMENT, text: text() }),
    folder: () => fake.create({ name: "More", parentId, mimeType: FOLDER }),
    edit: () => fake.edit(file, text()),
    rename: () => fake.rename(any, `renamed-${random.below(1000)}`),
    move: () => !isBelow(fake, parentId, any) && fake.move(any, parentId),
    trash: () => random.chance(0.7) && fake.trash(any),
    restore: () =>
      fake.restore(
        random.pick(
          known
            .filter(({ isTrashed }) => isTrashed)
            .map(({ id }) => id)
            .concat(any),
        ),
      ),
    remove: () => random.chance(0.4) && fake.remove(any),
    share: () => fake.share(any, permissionBy(fake, company)),
    unshare: () => unshare(fake, random.pick(known), random),
    limit: () => fake.limit(any, random.chance(0.6)),
    give: () => owned.length > 0 && fake.giveTo(random.pick(owned), random.pick(people)),
    group: () => fake.setGroup(random.pick(groups), random.some(people, random.below(12))),
    members: () => {
      const others = random.some(people.slice(1), 3).map((emailAddress): Permission => ({ type: "user", emailAddress }));
      fake.setDriveMembers(random.pick(drives), [{ type: "user", emailAddress: people[0] ?? "", role: "organizer" }, ...others]);
    },
    outside: () => fake.share(outside, { type: "user", emailAddress: random.pick(people) }),
    shortcut: () => fake.create({ name: "Shortcut", parentId, shortcutTo: { targetId: any } }),
    // As Drive does it: the document is another file, and the old one goes.
    convert: () => {
      const old = fake.world.files.get(file);
      if (old?.content.kind !== "bytes" || old.parentId === null) return;
      fake.create({ name: old.name, parentId: old.parentId, mimeType: DOCUMENT, text: text() });
      fake.trash(file);
    },
  };
  acts[act]();
  return act;
}

function unshare(fake: DriveFake, { id, permissions }: File, random: Random): void {
  const given = permissions.filter(({ role }) => role !== "owner");
  if (given.length > 0) fake.unshare(id, random.pick(given).id);
}

function breakSomething(fake: DriveFake, random: Random): void {
  const later = random.chance(0.3) ? ([{ kind: "status", status: 429, retryAfter: "600" }] as const) : [];
  fake.faults.scatter(random.below(1_000_000), 0.05, [
    { kind: "status", status: 500 },
    { kind: "status", status: 403, reason: "userRateLimitExceeded" },
    { kind: "status", status: 429, retryAfter: "1" },
    { kind: "reset", afterBytes: 20 },
    { kind: "emptyPage" },
    ...later,
  ]);
  if (random.chance(0.2)) fake.expireTokens();
}

function wordsFor(fake: DriveFake, email: string): ReadonlySet<string> {
  const words = [...fake.filesOf(email)].flatMap((id) => {
    const content = fake.world.files.get(id)?.content;
    if (content?.kind === "bytes") return wordsIn(new TextDecoder().decode(content.bytes));
    return content?.kind === "document" ? content.paragraphs.flatMap(wordsIn) : [];
  });
  return new Set(words);
}
