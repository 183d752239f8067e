import type { Role, Scope } from "../../access/actor.ts";

export interface Person {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly verifiedAt: number | null;
  /** `setup`, `operator`, `invite`, `identity:<id>` of a provider's identity, or the user id of an administrator. */
  readonly verifiedBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Null: the address is not verified. */
  readonly verifiedBy: string | null;
  /** Null: cannot sign in with a password yet. */
  readonly passwordHash: string | null;
  readonly now: number;
}

export interface PersonChange {
  readonly name?: string;
  readonly role?: Role;
  /** True also ends all sessions. */
  readonly disabled?: boolean;
  readonly verifiedBy?: string;
}

export type PersonOutcome = "done" | "missing" | "last-admin";

export interface ListFilter {
  /** The id of the last one seen. */
  readonly after?: string;
  readonly limit: number;
}

/** People and their passwords. Whatever alters principals also raises the epoch `acl`, in the same transaction. */
export interface PersonStore {
  /** Throws `conflict` when the address is taken, also as one that a provider vouches for. */
  create(person: NewPerson): Promise<void>;
  /** Creates the person only when there is nobody at all, whoever else tries at the same time. False otherwise. */
  createFirst(person: NewPerson): Promise<boolean>;
  anyone(): Promise<boolean>;
  get(id: string): Promise<Person | null>;
  byEmail(email: string): Promise<Person | null>;
  /** The enabled administrator who has been here longest. */
  firstAdmin(): Promise<Person | null>;
  /** In order of creation; `query` is looked for in name and address. */
  list(filter: ListFilter & { readonly query?: string }): Promise<readonly Person[]>;
  /** Enabled people, by name, one of whose names begins with `text`, or whose address does. */
  findPeople(text: string, limit: number): Promise<readonly Person[]>;
  /** Refuses (`last-admin`) what would leave no enabled administrator, also under concurrent changes. */
  update(id: string, change: PersonChange, now: number): Promise<PersonOutcome>;
  passwordHash(userId: string): Promise<string | null>;
  /** Sets the password, ends all sessions and makes password links void. */
  setPassword(userId: string, hash: string, now: number): Promise<void>;
  /** A link replaces the person's earlier ones. */
  createPasswordLink(link: {
    readonly tokenHash: string;
    readonly userId: string;
    readonly createdBy: string;
    readonly now: number;
    readonly expiresAt: number;
  }): Promise<void>;
  /** Whose link it is while it is valid. */
  passwordLink(tokenHash: string, now: number): Promise<Person | null>;
  /** Uses a link up. Null when it is unknown, expired or used: only one caller ever gets the user id. */
  takePasswordLink(tokenHash: string, now: number): Promise<string | null>;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly members: number;
  readonly createdAt: number;
}

/** Our own groups, `group:local/<id>` in ACLs. Changes of members raise the epoch `acl`. */
export interface GroupStore {
  /** Throws `conflict` when the name is taken. */
  createGroup(group: { readonly id: string; readonly name: string; readonly description: string; readonly now: number }): Promise<void>;
  /** False when missing. Throws `conflict` when the name is taken. */
  updateGroup(id: string, change: { readonly name?: string; readonly description?: string }): Promise<boolean>;
  removeGroup(id: string): Promise<boolean>;
  group(id: string): Promise<Group | null>;
  groups(filter: ListFilter): Promise<readonly Group[]>;
  /** By name, those with a word that begins with `text`. */
  findGroups(text: string, limit: number): Promise<readonly Group[]>;
  /** Of these ids, those that exist. */
  knownGroups(ids: readonly string[]): Promise<readonly string[]>;
  members(groupId: string, filter: ListFilter): Promise<readonly Person[]>;
  /** Unknown people are left out. Returns how many are new in the group. */
  addMembers(groupId: string, userIds: readonly string[], now: number): Promise<number>;
  /** False when the person was not in the group. */
  removeMember(groupId: string, userId: string): Promise<boolean>;
  groupsOf(userId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface Invite {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly groupIds: readonly string[];
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface InviteStore {
  /** Replaces an open invitation to the same address. */
  createInvite(invite: Invite & { readonly tokenHash: string }): Promise<void>;
  /** Those not accepted yet, expired ones too. */
  invites(filter: ListFilter): Promise<readonly Invite[]>;
  /** An invitation that can be accepted now. */
  inviteByToken(tokenHash: string, now: number): Promise<Invite | null>;
  /** Uses it up; false when it was accepted, revoked or has expired: only one caller ever gets true. */
  acceptInvite(id: string, now: number): Promise<boolean>;
  /** False when there is no open one. */
  removeInvite(id: string): Promise<boolean>;
}

export interface ApiKey {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** The first characters, for telling keys apart. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly createdAt: number;
}

export interface ApiKeyStore {
  createKey(key: Omit<ApiKey, "lastUsedAt"> & { readonly hash: string }): Promise<void>;
  countKeys(userId: string): Promise<number>;
  /** Keys that are not revoked, with their owners' addresses; of everybody without `userId`. */
  keys(filter: ListFilter & { readonly userId?: string }): Promise<readonly (ApiKey & { readonly ownerEmail: string })[]>;
  /** A key that is not revoked, with its owner; expired ones too. */
  keyByHash(hash: string): Promise<{ readonly key: ApiKey; readonly owner: Person } | null>;
  /** Acts at once. False when there is no such key, or it is not `userId`'s. */
  revokeKey(id: string, userId: string | null, now: number): Promise<boolean>;
  /** Notes the use, unless one later than `unlessAfter` is noted already. */
  touchKey(id: string, now: number, unlessAfter: number): Promise<void>;
}

export interface Throttle {
  readonly failures: number;
  readonly windowStartedAt: number;
  /** 0: never locked. */
  readonly lockedUntil: number;
}

export interface ThrottleStore {
  /** Replaces a row by what `change` makes of it (null: there is none). Others who change the same row wait. */
  changeThrottle(key: string, change: (row: Throttle | null) => Throttle): Promise<Throttle>;
  throttle(key: string): Promise<Throttle | null>;
  clearThrottle(key: string): Promise<void>;
  /** Erases rows without activity or lock since `before`. */
  sweepThrottles(before: number): Promise<number>;
}

export interface PeopleRepository extends PersonStore, GroupStore, InviteStore, ApiKeyStore, ThrottleStore {}
