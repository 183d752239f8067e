import type { Acl, Principal } from "@smartypants/sdk";

/** Operator's choice of who may read a part of a source, by path prefix; the longest prefix wins. */
export interface AccessRule {
  readonly path: string;
  readonly mode: "everyone" | "restricted";
  readonly allow?: readonly Principal[];
}

export interface SourceAccess {
  /** `source`: as the source says; what says nothing is nobody's. */
  readonly mode: "everyone" | "restricted" | "source";
  readonly allow?: readonly Principal[];
  readonly rules?: readonly AccessRule[];
}

export type SourceState = "active" | "paused" | "reconnect" | "deleting";

export interface Source {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly access: SourceAccess;
  /** Cron pattern in UTC, or null for manual syncs. */
  readonly schedule: string | null;
  readonly state: SourceState;
  readonly stateReason: string | null;
  readonly rootAclId: number;
  readonly checkpoint: unknown;
  readonly checkpointVersion: number;
  /** Items missing from the last complete listing that await a second one. */
  readonly absence: { readonly count: number; readonly runId: string } | null;
  readonly aclSyncedAt: number | null;
  /** When its groups were last read as a whole; null for one whose memberships need no renewal, 0 before the first time. */
  readonly groupsSyncedAt: number | null;
  /** Where an inventory that was interrupted goes on. */
  readonly inventory: unknown;
  /** When the last complete inventory ended. */
  readonly inventoriedAt: number | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewSource {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly access: SourceAccess;
  readonly schedule: string | null;
  /** Its connector reads groups: until it has done so once they grant nothing. */
  readonly hasGroups?: boolean;
  readonly createdBy: string;
  readonly now: number;
}

export type SourceChange = Partial<
  Pick<
    Source,
    | "name"
    | "settings"
    | "access"
    | "schedule"
    | "state"
    | "stateReason"
    | "checkpoint"
    | "checkpointVersion"
    | "absence"
    | "aclSyncedAt"
    | "groupsSyncedAt"
    | "inventory"
    | "inventoriedAt"
  >
>;

export interface SourceRepository {
  /** Creates the source with its root ACL. */
  create(source: NewSource, rootAllow: readonly Principal[]): Promise<Source>;
  get(id: string): Promise<Source | null>;
  all(): Promise<readonly Source[]>;
  update(id: string, change: SourceChange, now: number): Promise<void>;
  /** Removes up to `limit` documents' rows and marks them for the indexes; the source itself goes when nothing is left. Returns whether it is gone. */
  purge(id: string, limit: number, now: number): Promise<boolean>;
  counts(id: string): Promise<SourceCounts>;
}

/** `documents` are those stored; the others are items of the ledger and part it: each item counts in one of them. */
export interface SourceCounts {
  readonly documents: number;
  readonly indexed: number;
  readonly skipped: number;
  readonly failed: number;
  /** Skipped or failed, and somebody has said that this is fine. */
  readonly ignored: number;
  /** Uploads that have not been read yet. */
  readonly queued: number;
}

export interface Container {
  readonly id: string;
  readonly sourceId: string;
  readonly externalId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly path: string | null;
  readonly aclId: number;
  readonly ownAcl: boolean;
}

export interface ContainerInput {
  readonly id: string;
  readonly externalId: string;
  readonly parentExternalId: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly path: string | null;
  /** What the source said, kept for a later change of the source's access mode. */
  readonly sourceAcl: Acl;
  /** Entries of a row of its own, or null to inherit the parent's row. */
  readonly allow: readonly Principal[] | null;
}

export interface ContainerRepository {
  /** Creates or updates one container; repoints what inherits when its own ACL appears or goes. Returns its ACL row. */
  save(sourceId: string, container: ContainerInput, runId: string, now: number): Promise<{ readonly id: string; readonly aclId: number }>;
  get(id: string): Promise<Container | null>;
  /** Gives a container entries of its own, or null to inherit again; repoints what inherits from it. */
  setAccess(id: string, allow: readonly Principal[] | null, now: number): Promise<void>;
  byExternalIds(sourceId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, Container>>;
  ofSource(sourceId: string): Promise<readonly (Container & { readonly sourceAcl: Acl })[]>;
  /** Removes containers that the run did not show and that hold no document. */
  removeUnseen(sourceId: string, runId: string): Promise<number>;
}

export interface AclRepository {
  /** The shared row for these entries: the same set gives the same id. Empty means nobody. */
  shared(allow: readonly Principal[]): Promise<number>;
  /** Replaces the entries of a container's or root row; acts at once for everything that points to it. */
  setEntries(aclId: number, allow: readonly Principal[]): Promise<void>;
  entries(aclId: number): Promise<readonly Principal[]>;
  /** Replaces the whole membership of a source's group. */
  setGroupMembers(sourceId: string, groupId: string, members: readonly Principal[]): Promise<void>;
  /** Removes the source's groups but for these, with their titles: what has vanished grants nothing. Returns how many. */
  keepGroups(sourceId: string, groupIds: ReadonlySet<string>): Promise<number>;
}

export type SyncRunState = "queued" | "running" | "succeeded" | "partial" | "failed" | "cancelled";

export interface SyncCounts {
  readonly seen: number;
  readonly indexed: number;
  readonly unchanged: number;
  readonly moved: number;
  readonly skipped: number;
  readonly failed: number;
  readonly deleted: number;
}

export interface SyncRun {
  readonly id: string;
  readonly sourceId: string;
  readonly state: SyncRunState;
  /** `items` and `retry` are about single items, `inventory` compares a list; the others pass over the whole source. */
  readonly trigger: "manual" | "schedule" | "live" | "items" | "retry" | "inventory";
  readonly requestedBy: string | null;
  readonly jobId: string | null;
  readonly counts: SyncCounts;
  readonly progress: { readonly done?: number; readonly total?: number; readonly note?: string; readonly etaSeconds?: number } | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface SyncRunRepository {
  create(run: {
    readonly id: string;
    readonly sourceId: string;
    readonly trigger: SyncRun["trigger"];
    readonly requestedBy: string | null;
    readonly now: number;
  }): Promise<void>;
  get(id: string): Promise<SyncRun | null>;
  ofSource(sourceId: string, before: string | null, limit: number): Promise<readonly SyncRun[]>;
  /** The newest pass over the whole source, whether or not it has ended. */
  latest(sourceId: string): Promise<SyncRun | null>;
  /** The pass over the whole source, or the inventory, that has not ended, if any. */
  open(sourceId: string, kind?: "pass" | "inventory"): Promise<SyncRun | null>;
  /** Every run that has not ended. */
  allOpen(): Promise<readonly SyncRun[]>;
  start(id: string, jobId: string, now: number): Promise<void>;
  /** Back to the queue, with the reason why it waits; `start` forgets that. */
  wait(id: string, error: NonNullable<SyncRun["error"]>): Promise<void>;
  setJob(id: string, jobId: string): Promise<void>;
  addCounts(id: string, counts: SyncCounts): Promise<void>;
  resetCounts(id: string): Promise<void>;
  setProgress(id: string, progress: NonNullable<SyncRun["progress"]>): Promise<void>;
  finish(id: string, state: SyncRunState, now: number, error: SyncRun["error"]): Promise<void>;
}

/** `queued` is for uploads alone, until they have been read. */
export type ItemState = "indexed" | "skipped" | "failed" | "queued";

export interface SyncItem {
  readonly externalId: string;
  readonly documentId: string | null;
  readonly state: ItemState;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly attempts: number;
  /** Somebody has said that this is fine: it is not tried again by itself and counts neither as failed nor as skipped. */
  readonly ignored: boolean;
  readonly updatedAt: number;
}

export interface ItemWrite {
  readonly externalId: string;
  readonly documentId: string | null;
  readonly containerExternalId?: string | null;
  /** The item of the source that this one lies in, however deep; absent for what the source itself shows. */
  readonly parentExternalId?: string;
  readonly state: ItemState;
  /** Of a failure: another try would end the same, so that none is made by itself. */
  readonly isFinal?: boolean;
  readonly reasonCode?: string | null;
  readonly reason?: string | null;
  readonly title?: string | null;
  readonly url?: string | null;
}

/** An item inside of another one, such as an attachment. */
export interface ChildItem {
  readonly externalId: string;
  readonly parentExternalId: string;
  readonly documentId: string | null;
}

export interface ChildMove {
  readonly from: string;
  readonly to: string;
  readonly parentExternalId: string;
  /** Absent: it stays where it is. */
  readonly containerExternalId?: string;
  readonly url: string | null;
}

export interface SyncItemRepository {
  /** Sets the present state of items, seen in this run; counts attempts of failures. */
  save(sourceId: string, items: readonly ItemWrite[], runId: string, now: number): Promise<void>;
  markSeen(sourceId: string, externalIds: readonly string[], runId: string): Promise<void>;
  remove(sourceId: string, externalIds: readonly string[]): Promise<void>;
  /** Of items that are not indexed. Kept until it is taken back, also when the item fails again. Returns how many there were. */
  setIgnored(sourceId: string, externalIds: readonly string[], isIgnored: boolean): Promise<number>;
  /** All items inside of these, in the order of their ids. */
  children(sourceId: string, parentExternalIds: readonly string[]): Promise<readonly ChildItem[]>;
  /** How many items lie inside of these. */
  countChildren(sourceId: string, parentExternalIds: readonly string[]): Promise<number>;
  /** Of items inside of others: which. */
  parents(sourceId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Gives items inside of one another id, parent and place, and leaves the rest as it is. */
  moveChildren(sourceId: string, moves: readonly ChildMove[], runId: string, now: number): Promise<void>;
  /**
   * Items that the run did not show, except those in the given containers (and below them). What lies inside of another item comes and goes with
   * it and is not among them, unless that one is gone.
   */
  unseen(sourceId: string, runId: string, exceptContainers: readonly string[], limit: number): Promise<readonly string[]>;
  countUnseen(sourceId: string, runId: string, exceptContainers: readonly string[]): Promise<number>;
  /** Items that the source itself shows. */
  count(sourceId: string): Promise<number>;
  /** External ids of items that have been `queued` since before `before`, in their order. */
  queued(sourceId: string, before: number, after: string, limit: number): Promise<readonly string[]>;
  /** Failed items that may be tried again; with `dueAt` only those whose pause is over by then. */
  retryable(sourceId: string, limit: number, dueAt?: number): Promise<readonly string[]>;
  /** What the ledger says of these; those that it does not know are absent. */
  states(sourceId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, ItemState>>;
}
