import type { Database } from "../../ports/database/database.ts";

export interface DatabaseUnderTest {
  /** Empty. */
  readonly database: Database;
  /** Another object over the same data, as another process has one. */
  readonly other: Database;
  /** Stands still until it is set; the one that `database` and `other` were given. */
  readonly clock: { now(): number; set(ms: number): void };
  close(): Promise<void>;
}

export interface DatabaseRule {
  readonly title: string;
  readonly check: (made: DatabaseUnderTest) => Promise<void>;
}
