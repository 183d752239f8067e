import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeOnEngines, type OpenedDatabase } from "../testing/describe-on-engines.ts";
import { createPeopleRepository } from "./people.ts";
import { ATTRIBUTED, INHERITED, OWNED } from "./personal-data/forget.ts";
import { createPersonalDataRepository } from "./personal-data.ts";
import { createRetentionRepository } from "./retention.ts";

const NAMES_A_PERSON = /(^|_)(user|owner|author|actor|heir)_id$|_by$/;

/** What goes in pieces before the end, or with the person's row. */
const GOES = [
  "conversation.user_id",
  "run.user_id",
  "feedback.user_id",
  "saved_search.user_id",
  "idempotency.user_id",
  "api_key.user_id",
  "group_member.user_id",
  "linked_identity.user_id",
  "password_link.user_id",
  "auth_session.user_id",
  "auth_account.user_id",
  "audit_event.actor_id",
  "usage_event.user_id",
  "erasure.user_id",
];

describeOnEngines("personal data repository", (open) => {
  let opened: OpenedDatabase;

  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.dispose());

  // Whoever adds a column with somebody's id decides here what becomes of it when that person is erased: in personal-data/forget.ts.
  test("every column that names a person by id has its place in their erasure", async () => {
    const tables = await opened.handle.plain.introspection.getTables();
    const found = tables
      .flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`))
      .filter((place) => NAMES_A_PERSON.test(place.slice(place.indexOf(".") + 1)));
    expect(found.toSorted()).toEqual([...INHERITED, ...ATTRIBUTED, ...OWNED, ...GOES].toSorted());
  });

  test("a session is counted while it lives, and is old once it has ended", async () => {
    const { handle } = opened;
    const person = {
      id: "ada",
      email: "ada@example.org",
      name: "Ada",
      role: "member",
      verifiedBy: null,
      passwordHash: null,
      now: 1,
    } as const;
    await createPeopleRepository(handle.db).create(person);
    const at = (ms: number): string => new Date(ms).toISOString();
    for (const [id, ends] of Object.entries({ old: 10_000, living: 30_000 }))
      await sql`insert into auth_session (id, expires_at, token, created_at, updated_at, user_id)
        values (${id}, ${at(ends)}, ${id}, ${at(1)}, ${at(1)}, 'ada')`.execute(handle.plain);
    const whose = { userId: "ada", principals: [] };
    const count = async (now: number) => (await createPersonalDataRepository(handle).counts(whose, now)).sessions;
    expect([await count(5000), await count(20_000), await count(40_000)]).toEqual([2, 1, 0]);
    const retention = createRetentionRepository(handle);
    expect([await retention.count("sessions", 20_000), await retention.erase("sessions", 20_000, 9)]).toEqual([1, 1]);
    expect([await retention.count("sessions", 30_000), await count(20_000)]).toEqual([0, 1]);
  });
});
