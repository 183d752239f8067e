import type { Timers } from "./timers.ts";

export interface Lease {
  readonly id: number;
  readonly token: number;
  readonly leaseUntil: number;
}

export interface LeaseWatch {
  /** Tells which of the leases held by others have not been renewed for the length of a lease. */
  expired(leases: readonly Lease[]): readonly Lease[];
}

/**
 * Decides by watching, not by comparing clocks: a lease has expired when its row has looked the same for `leaseMs` of our own monotonic
 * time. So neither a clock that is set, nor two clocks that differ, take a job from a process that is alive. Time in which this process
 * did not look (it was suspended) counts for at most `largestStepMs`, so that the others get to renew after a pause of all.
 */
export function createLeaseWatch(timers: Pick<Timers, "monotonic">, leaseMs: number, largestStepMs: number): LeaseWatch {
  let seen = new Map<number, { readonly lease: Lease; readonly unchangedMs: number }>();
  let lookedAt = timers.monotonic();
  return {
    expired: (leases) => {
      const passed = Math.min(timers.monotonic() - lookedAt, largestStepMs);
      lookedAt = timers.monotonic();
      const now: typeof seen = new Map();
      for (const lease of leases) {
        const before = seen.get(lease.id);
        const isSame = before?.lease.token === lease.token && before.lease.leaseUntil === lease.leaseUntil;
        now.set(lease.id, { lease, unchangedMs: isSame ? before.unchangedMs + passed : 0 });
      }
      seen = now;
      return leases.filter((lease) => (now.get(lease.id)?.unchangedMs ?? 0) >= leaseMs);
    },
  };
}
