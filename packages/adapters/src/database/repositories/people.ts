import type { PeopleRepository } from "@smartypants/core";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { createApiKeyStore } from "./people/api-keys.ts";
import { asPeople } from "./people/auth-tables.ts";
import { createGroupStore } from "./people/groups.ts";
import { createInviteStore } from "./people/invites.ts";
import { createPersonStore } from "./people/persons.ts";
import { createThrottleStore } from "./people/throttles.ts";

/** `db` may be a transaction; outside of one, each method that writes more than one row opens its own. */
export function createPeopleRepository(db: Kysely<Schema>): PeopleRepository {
  const people = asPeople(db);
  return {
    ...createPersonStore(people),
    ...createGroupStore(people),
    ...createInviteStore(people),
    ...createApiKeyStore(people),
    ...createThrottleStore(people),
  };
}
