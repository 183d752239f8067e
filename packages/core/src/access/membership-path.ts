import type { Principal } from "@smartypants/sdk";
import type { Membership } from "../ports/database/source-groups.ts";

/**
 * How one comes to be `target`: the shortest way from what somebody is by themselves (an address, a domain, a local group, `everyone`) through
 * groups in groups, both ends included. Only `target` when nothing leads there.
 */
export function membershipPath(target: Principal, memberships: readonly Membership[]): readonly Principal[] {
  const membersOf = Map.groupBy(memberships, ({ group }) => group);
  const next = new Map<Principal, Principal>();
  const queue: Principal[] = [target];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const members = membersOf.get(at) ?? [];
    if (members.length === 0) return pathFrom(at, next);
    for (const { member } of members) {
      if (member === target || next.has(member)) continue;
      next.set(member, at);
      queue.push(member);
    }
  }
  return [target];
}

function pathFrom(start: Principal, next: ReadonlyMap<Principal, Principal>): readonly Principal[] {
  const path: Principal[] = [];
  for (let at: Principal | undefined = start; at !== undefined; at = next.get(at)) path.push(at);
  return path;
}
