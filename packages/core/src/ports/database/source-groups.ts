import type { Principal } from "@smartypants/sdk";

/** A group of a source, as its memberships and its title tell of it. */
export interface SourceGroup {
  readonly groupId: string;
  /** Null where the source has not said how it is called. */
  readonly title: string | null;
  /** People, domains and groups that are directly in it. */
  readonly members: number;
}

/** That somebody, or a group, is directly in a group of a source. */
export interface Membership {
  readonly member: Principal;
  readonly group: Principal;
}

/** Groups of sources as they are shown. What they grant is the matter of `AclRepository`, whose `keepGroups` forgets titles too. */
export interface SourceGroupRepository {
  /** An empty title forgets the one that is known. Changes nobody's permissions. */
  setTitle(sourceId: string, groupId: string, title: string): Promise<void>;
  /** By principal; what is no group of a source, or has no title, is absent. Titles are confidential: the caller says to whom. */
  titles(principals: readonly Principal[]): Promise<ReadonlyMap<Principal, string>>;
  /** All groups of a source, in the order of their ids. */
  ofSource(sourceId: string): Promise<readonly SourceGroup[]>;
  /** Of these principals: which is directly in which. */
  memberships(principals: readonly Principal[]): Promise<readonly Membership[]>;
}
