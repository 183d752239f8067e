import { type Actor, requireRole } from "../../access/actor.ts";
import type { AuditEvent } from "../../ports/database/records.ts";
import type { Person } from "../../ports/database/people.ts";
import type { Whose } from "../../ports/database/personal-data.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";
import { userNotFound } from "../get-user.ts";
import { ownPrincipals } from "../own-principals.ts";
import { exportContent } from "./export-content.ts";
import { type ExportFile, jsonArray, jsonFile } from "./export-file.ts";
import { readmeOf } from "./export-readme.ts";

type Needs = Pick<Ports, "database" | "identity" | "blobs" | "clock" | "ids">;

/**
 * Everything that is stored about a person, file by file, read when each is asked for: an export of any size takes the memory of one message. One's own
 * has what only its owner may read; an administrator's has the account and what is known of its use. Both are audited before the first file.
 */
export async function exportPerson(ports: Needs, actor: Actor, userId: string): Promise<AsyncIterable<ExportFile>> {
  const isOwn = userId === actor.userId;
  if (!isOwn) requireRole(actor, "admin");
  const { database, clock } = ports;
  const person = await database.people.get(userId);
  if (person === null) throw userNotFound();
  const whose = await ownPrincipals(database, person);
  await audit(ports, database, actor, { action: "user.export", objectId: userId, detail: { isOwn } });
  const readme = readmeOf({ email: person.email, at: clock.now(), isOwn });
  return (async function* () {
    yield { path: "README.txt", content: once(readme) };
    yield* exportAccount(ports, actor, person, whose);
    if (isOwn) yield* exportContent(ports, actor, whose);
  })();
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function* exportAccount(ports: Needs, actor: Actor, person: Person, whose: Whose): AsyncGenerator<ExportFile> {
  const { database, identity, clock } = ports;
  const { id } = person;
  const { assistants } = database.forActor(actor);
  const isTheirs = ({ ownerId }: { readonly ownerId: string | null }): boolean => ownerId === id;
  yield jsonFile("profile.json", async () => ({ ...person, groups: await database.people.groupsOf(id) }));
  yield jsonFile("counts.json", () => database.personalData.counts(whose, clock.now()));
  yield jsonFile("linked-accounts.json", () => database.signIn.identitiesOf(id));
  yield jsonFile("sessions.json", () => identity.sessions(id));
  yield jsonFile("api-keys.json", () => database.personalData.keys(id));
  // An actor sees private ones of their own alone, so that an administrator's export has the shared ones.
  yield jsonFile("assistants.json", async () => (await assistants.assistants()).filter(isTheirs));
  yield jsonFile("collections.json", async () => (await assistants.collections()).filter(isTheirs));
  yield { path: "prompts.json", content: jsonArray(promptVersions(ports, id)) };
  yield jsonFile("usage.json", async () => {
    const all = { from: 0, to: clock.now() + 1, userId: id };
    return { byDay: await database.llmUsage.sums(all, "day"), byModel: await database.llmUsage.sums(all, "model") };
  });
  yield { path: "audit.json", content: jsonArray(auditOf(ports, id)) };
}

async function* promptVersions({ database }: Needs, userId: string): AsyncGenerator {
  for (const { id, kind, name } of await database.prompts.list()) {
    for (const version of await database.prompts.versions(id))
      if (version.authorId === userId) yield { promptId: id, kind, name, ...version };
  }
}

const PAGE = 200;

/** What they did, then what was done to their account; newest first. */
async function* auditOf({ database }: Needs, userId: string): AsyncGenerator<AuditEvent> {
  for (const filter of [{ actorId: userId }, { objectId: userId }]) {
    for (let before: string | null = null; ;) {
      const page: readonly AuditEvent[] = await database.records.auditEvents(before, PAGE, filter);
      // Those of the first kind have been given already.
      yield* page.filter((event) => "actorId" in filter || event.actorId !== userId);
      if (page.length < PAGE) break;
      before = page.at(-1)?.id ?? null;
    }
  }
}
