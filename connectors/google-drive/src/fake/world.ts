/** The state of the made-up Google: people, groups, shared drives, files, and what the change logs have written down. */
export interface World {
  readonly domain: string;
  readonly users: Map<string, FakeUser>;
  readonly groups: Map<string, FakeGroup>;
  readonly drives: Map<string, FakeDrive>;
  readonly files: Map<string, FakeFile>;
  readonly children: Map<string, Set<string>>;
  readonly logs: Map<string, LogEntry[]>;
  /** Page tokens of an earlier generation are refused. */
  generation: number;
  nextId: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass: nothing else does, unless the fake runs on real time. */
  advance(ms: number): void;
}

export interface FakeUser {
  readonly email: string;
  readonly name: string;
  readonly rootId: string;
  isSuspended: boolean;
}

export interface FakeMember {
  readonly email: string;
  readonly type: "USER" | "GROUP" | "CUSTOMER";
  readonly status: "ACTIVE" | "SUSPENDED";
}

export interface FakeGroup {
  readonly email: string;
  readonly name: string;
  members: readonly FakeMember[];
}

export interface FakeDrive {
  readonly id: string;
  name: string;
  members: readonly FakePermission[];
}

export type FakeRole = "owner" | "organizer" | "fileOrganizer" | "writer" | "commenter" | "reader";

export interface FakePermission {
  readonly id: string;
  readonly type: "user" | "group" | "domain" | "anyone";
  readonly role: FakeRole;
  readonly emailAddress?: string;
  readonly domain?: string;
  readonly allowFileDiscovery?: boolean;
  readonly deleted?: boolean;
  readonly expirationTime?: string;
  readonly pendingOwner?: boolean;
  readonly view?: string;
}

export type FakeContent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Made while it is sent: never in memory as a whole. `told` is the size in the metadata, when it is another one. */
  | { readonly kind: "huge"; readonly sizeBytes: number; readonly told?: number }
  | {
      readonly kind: "document";
      readonly paragraphs: readonly string[];
      readonly exceedsExport?: "all" | "office";
      /** What comes by its export link instead of its paragraphs. */
      readonly linkSizeBytes?: number;
    }
  | { readonly kind: "sheet"; readonly tabs: readonly { readonly name: string; readonly rows: readonly (readonly string[])[] }[] }
  | { readonly kind: "slides"; readonly slides: readonly string[] }
  | { readonly kind: "none" };

export interface FakeFile {
  readonly id: string;
  name: string;
  mimeType: string;
  parentId: string | null;
  driveId: string | null;
  /** Null in shared drives. */
  owner: string | null;
  /** Directly on it. */
  permissions: readonly FakePermission[];
  content: FakeContent;
  isTrashed: boolean;
  isLimited: boolean;
  canDownload: boolean;
  /** Whoever has opened it by its link. */
  readonly openedBy: Set<string>;
  readonly shortcut?: { readonly targetId: string; readonly targetMimeType: string; readonly targetResourceKey?: string };
  readonly resourceKey?: string;
  createdTime: number;
  modifiedTime: number;
  version: number;
  /** Of the content. */
  revision: number;
  /** A reason with which its content is refused. */
  refusal?: string;
}

/** What happened to a file or drive; the state is looked up when the log is read. */
export interface LogEntry {
  readonly kind: "file" | "drive";
  readonly id: string;
}

export const FOLDER = "application/vnd.google-apps.folder";
export const SHORTCUT = "application/vnd.google-apps.shortcut";
export const DOCUMENT = "application/vnd.google-apps.document";
export const SHEET = "application/vnd.google-apps.spreadsheet";
export const SLIDES = "application/vnd.google-apps.presentation";

const START = Date.UTC(2026, 0, 5, 9);

export function createWorld(domain: string, now?: () => number): World {
  let time = START;
  return {
    domain,
    users: new Map(),
    groups: new Map(),
    drives: new Map(),
    files: new Map(),
    children: new Map(),
    logs: new Map(),
    generation: 1,
    nextId: 1,
    now: () => now?.() ?? time,
    advance: (ms) => void (time += ms),
  };
}

/** As long as Google's, and the same in every run. */
export function newId(world: World, prefix: string): string {
  const count = String(world.nextId++).padStart(6, "0");
  return `${prefix}${"x".repeat(Math.max(0, 24 - prefix.length - count.length))}${count}`;
}

export function isTrashed(world: World, file: FakeFile): boolean {
  for (let at: FakeFile | undefined = file; at !== undefined; at = world.files.get(at.parentId ?? "")) if (at.isTrashed) return true;
  return false;
}
