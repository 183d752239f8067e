import { isInDriveListOf, isInListOf } from "./rights.ts";
import {
  type FakeContent,
  type FakeFile,
  type FakeGroup,
  type FakeMember,
  type FakePermission,
  FOLDER,
  newId,
  SHORTCUT,
  type World,
} from "./world.ts";

export interface NewFile {
  readonly name: string;
  /** A folder, or a shared drive; the owner's "My Drive" when absent. */
  readonly parentId?: string;
  /** Needed outside of shared drives, unless the folder above says it. */
  readonly owner?: string;
  readonly mimeType?: string;
  /** Text of a plain file; `content` for anything else. */
  readonly text?: string;
  readonly content?: FakeContent;
  readonly permissions?: readonly NewPermission[];
  readonly modifiedTime?: number;
  readonly resourceKey?: string;
  readonly canDownload?: boolean;
  readonly shortcutTo?: { readonly targetId: string; readonly targetResourceKey?: string };
}

export type NewPermission = Omit<FakePermission, "id" | "role"> & { readonly role?: FakePermission["role"] };

/** What can happen at Google. Each call lets a second pass and is written to the logs of all who see it, before or afterwards. */
export interface Mutations {
  addUser(name: string, email?: string): string;
  /** Signing in ends; the files stay where they are. */
  suspendUser(email: string, isSuspended?: boolean): void;
  setGroup(email: string, members: readonly (string | FakeMember)[], name?: string): string;
  addDrive(name: string, members: readonly NewPermission[]): string;
  setDriveMembers(driveId: string, members: readonly NewPermission[]): void;
  removeDrive(driveId: string): void;
  create(file: NewFile): string;
  edit(id: string, content: string | FakeContent): void;
  rename(id: string, name: string): void;
  move(id: string, parentId: string): void;
  trash(id: string): void;
  restore(id: string): void;
  remove(id: string): void;
  share(id: string, permission: NewPermission): void;
  /** Takes away what was given directly to this address, domain or "anyone". */
  unshare(id: string, whom: string): void;
  /** Cuts the file or folder off from the permissions of what it lies in, or joins it again. */
  limit(id: string, isLimited: boolean): void;
  giveTo(id: string, owner: string): void;
  /** Counts as opening a file by its link. */
  open(id: string, email: string): void;
  /** A change that nobody sees: only the version grows. */
  bump(id: string): void;
  refuse(id: string, reason: string | null): void;
}

export function createMutations(world: World): Mutations {
  const file = (id: string): FakeFile => {
    const found = world.files.get(id);
    if (found === undefined) throw new Error(`the fake has no file ${id}`);
    return found;
  };
  const change = (id: string, act: (file: FakeFile) => void) => {
    const before = watchersOf(world, file(id));
    world.advance(1000);
    act(file(id));
    const present = world.files.get(id);
    if (present !== undefined) present.version++;
    for (const log of new Set([...before, ...(present === undefined ? [] : watchersOf(world, present))])) write(world, log, id);
  };
  /** What comes and goes with a folder is told to those who do not see the folder, and to nobody else. */
  const changeTree = (id: string, act: (file: FakeFile) => void) => {
    const told = new Set(watchersOf(world, file(id)));
    const below = descendantsOf(world, id).flatMap((each) => watchersOf(world, file(each)).map((log) => [log, each] as const));
    change(id, act);
    for (const [log, each] of below) if (!told.has(log)) write(world, log, each);
  };
  return {
    ...peopleMutations(world),
    create: (input) => create(world, input),
    edit: (id, content) =>
      change(id, (found) => {
        found.content = typeof content === "string" ? textContent(content, found) : content;
        found.modifiedTime = world.now();
        found.revision++;
      }),
    rename: (id, name) => change(id, (found) => void (found.name = name)),
    move: (id, parentId) => change(id, (found) => moveTo(world, found, parentId)),
    trash: (id) => changeTree(id, (found) => void (found.isTrashed = true)),
    restore: (id) => changeTree(id, (found) => void (found.isTrashed = false)),
    remove: (id) => changeTree(id, (found) => removeTree(world, found)),
    share: (id, permission) => change(id, (found) => grant(found, toPermission(permission))),
    unshare: (id, whom) =>
      change(id, (found) => {
        found.permissions = found.permissions.filter((each) => each.role === "owner" || each.id !== whom);
      }),
    limit: (id, isLimited) => change(id, (found) => void (found.isLimited = isLimited)),
    giveTo: (id, owner) =>
      change(id, (found) => {
        found.owner = owner;
        const others = found.permissions.filter((each) => each.role !== "owner" && each.id !== owner);
        found.permissions = [toPermission({ type: "user", role: "owner", emailAddress: owner }), ...others];
        if (found.parentId !== null) world.children.get(found.parentId)?.delete(id);
        place(world, found, world.users.get(owner)?.rootId ?? null);
      }),
    open: (id, email) => change(id, (found) => void found.openedBy.add(email)),
    bump: (id) => change(id, () => undefined),
    refuse: (id, reason) => {
      if (reason === null) delete file(id).refusal;
      else file(id).refusal = reason;
    },
  };
}

/** Whoever owns a file keeps it. */
function grant(file: FakeFile, added: FakePermission): void {
  if (file.permissions.some(({ id, role }) => id === added.id && role === "owner")) return;
  file.permissions = [...file.permissions.filter(({ id }) => id !== added.id), added];
}

function peopleMutations(
  world: World,
): Pick<Mutations, "addUser" | "suspendUser" | "setGroup" | "addDrive" | "setDriveMembers" | "removeDrive"> {
  return {
    addUser: (name, email = `${name.toLowerCase()}@${world.domain}`) => {
      const rootId = newId(world, `root-${email.split("@")[0] ?? ""}-`);
      world.users.set(email, { email, name, rootId, isSuspended: false });
      const top = blankFile(world, rootId, { name: "My Drive", mimeType: FOLDER, owner: email });
      world.files.set(rootId, { ...top, permissions: [toPermission({ type: "user", role: "owner", emailAddress: email })] });
      return email;
    },
    suspendUser: (email, isSuspended = true) => {
      const user = world.users.get(email);
      if (user !== undefined) user.isSuspended = isSuspended;
    },
    setGroup: (email, members, name = email) => {
      const all = members.map((member) => (typeof member === "string" ? asMember(world, member) : member));
      const group: FakeGroup = { email, name, members: all };
      world.groups.set(email, group);
      return email;
    },
    addDrive: (name, members) => {
      const id = newId(world, "drive-");
      world.drives.set(id, { id, name, members: members.map(toPermission) });
      return id;
    },
    setDriveMembers: (driveId, members) => {
      const drive = world.drives.get(driveId);
      if (drive !== undefined) drive.members = members.map(toPermission);
      for (const email of world.users.keys()) write(world, `user:${email}`, driveId, "drive");
    },
    removeDrive: (driveId) => {
      world.drives.delete(driveId);
      for (const file of world.files.values()) if (file.driveId === driveId) world.files.delete(file.id);
      for (const email of world.users.keys()) write(world, `user:${email}`, driveId, "drive");
    },
  };
}

function asMember(world: World, email: string): FakeMember {
  return { email, type: world.groups.has(email) ? "GROUP" : "USER", status: "ACTIVE" };
}

function toPermission(permission: NewPermission): FakePermission {
  const { type, emailAddress, domain } = permission;
  return { ...permission, role: permission.role ?? "reader", id: emailAddress ?? domain ?? (type === "anyone" ? "anyoneWithLink" : type) };
}

function create(world: World, input: NewFile): string {
  const { name, mimeType = input.shortcutTo === undefined ? "text/plain" : SHORTCUT } = input;
  world.advance(1000);
  const id = newId(world, mimeType === FOLDER ? "folder-" : "file-");
  const above = world.files.get(input.parentId ?? "");
  const owner = input.owner ?? above?.owner ?? null;
  const file = blankFile(world, id, { name, mimeType, owner });
  const parentId = input.parentId ?? world.users.get(owner ?? "")?.rootId ?? null;
  place(world, file, parentId);
  const owned = file.driveId !== null || owner === null ? [] : [toPermission({ type: "user", role: "owner", emailAddress: owner })];
  const target = input.shortcutTo === undefined ? undefined : world.files.get(input.shortcutTo.targetId);
  const complete: FakeFile = {
    ...file,
    owner: file.driveId === null ? owner : null,
    permissions: [...owned, ...(input.permissions ?? []).map(toPermission)],
    content: input.content ?? textContent(input.text ?? "", file),
    modifiedTime: input.modifiedTime ?? world.now(),
    canDownload: input.canDownload ?? true,
    ...(input.resourceKey !== undefined && { resourceKey: input.resourceKey }),
    ...(input.shortcutTo !== undefined && { shortcut: { ...input.shortcutTo, targetMimeType: target?.mimeType ?? "text/plain" } }),
  };
  world.files.set(id, complete);
  for (const log of watchersOf(world, complete)) write(world, log, id);
  return id;
}

function textContent(text: string, { mimeType }: Pick<FakeFile, "mimeType">): FakeContent {
  if (mimeType === FOLDER || mimeType === SHORTCUT) return { kind: "none" };
  if (mimeType.endsWith("apps.document")) return { kind: "document", paragraphs: text.split("\n") };
  if (mimeType.endsWith("apps.spreadsheet")) return { kind: "sheet", tabs: [{ name: "Sheet1", rows: [[text]] }] };
  if (mimeType.endsWith("apps.presentation")) return { kind: "slides", slides: [text] };
  return { kind: "bytes", bytes: new TextEncoder().encode(text) };
}

function blankFile(world: World, id: string, { name, mimeType, owner }: Pick<FakeFile, "name" | "mimeType" | "owner">): FakeFile {
  const now = world.now();
  return {
    id,
    name,
    mimeType,
    owner,
    parentId: null,
    driveId: null,
    permissions: [],
    content: { kind: "none" },
    isTrashed: false,
    isLimited: false,
    canDownload: true,
    openedBy: new Set(),
    createdTime: now,
    modifiedTime: now,
    version: 1,
    revision: 1,
  };
}

/** The id of a shared drive is the id of its topmost folder too. */
function place(world: World, file: FakeFile, parentId: string | null): void {
  file.parentId = parentId;
  file.driveId = parentId === null ? null : world.drives.has(parentId) ? parentId : (world.files.get(parentId)?.driveId ?? null);
  if (parentId === null) return;
  const siblings = world.children.get(parentId) ?? new Set();
  siblings.add(file.id);
  world.children.set(parentId, siblings);
}

function moveTo(world: World, file: FakeFile, parentId: string): void {
  world.children.get(file.parentId ?? "")?.delete(file.id);
  const before = file.driveId;
  place(world, file, parentId);
  if (file.driveId === before) return;
  for (const id of [file.id, ...descendantsOf(world, file.id)]) {
    const moved = world.files.get(id);
    if (moved === undefined) continue;
    moved.driveId = file.driveId;
    moved.owner = file.driveId === null ? (world.files.get(parentId)?.owner ?? moved.owner) : null;
    const others = moved.permissions.filter(({ role, emailAddress }) => role !== "owner" && emailAddress !== moved.owner);
    moved.permissions =
      moved.owner === null ? others : [toPermission({ type: "user", role: "owner", emailAddress: moved.owner }), ...others];
  }
}

function descendantsOf(world: World, id: string): readonly string[] {
  return [...(world.children.get(id) ?? [])].flatMap((child) => [child, ...descendantsOf(world, child)]);
}

function removeTree(world: World, file: FakeFile): void {
  for (const id of [...descendantsOf(world, file.id), file.id]) {
    world.files.delete(id);
    world.children.delete(id);
  }
  world.children.get(file.parentId ?? "")?.delete(file.id);
}

/** Names of the logs that tell of a file: of all who have it in their lists, and of its shared drive. */
function watchersOf(world: World, file: FakeFile): readonly string[] {
  if (file.driveId !== null && [...world.users.keys()].length === 0) return [`drive:${file.driveId}`];
  const people = [...world.users.keys()].filter((email) => isInListOf(world, email, file));
  return [...people.map((email) => `user:${email}`), ...(file.driveId === null ? [] : [`drive:${file.driveId}`])];
}

export function isSeenInLog(world: World, log: string, email: string, file: FakeFile): boolean {
  if (log.startsWith("drive:")) return log === `drive:${file.driveId ?? ""}` && isInDriveListOf(world, email, file);
  return isInListOf(world, email, file);
}

function write(world: World, log: string, id: string, kind: "file" | "drive" = "file"): void {
  const entries = world.logs.get(log) ?? [];
  entries.push({ kind, id });
  world.logs.set(log, entries);
}
