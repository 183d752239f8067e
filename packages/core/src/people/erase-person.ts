import { SmartyError } from "@smartypants/sdk";
import { removeConversation } from "../conversations/remove-conversation.ts";
import { uploadKey } from "../documents/end-lost-uploads.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Erasure, PersonalUpload, Whose } from "../ports/database/personal-data.ts";
import type { Person } from "../ports/database/people.ts";
import type { Source, SourceAccess } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { applyAccess } from "../sources/apply-access.ts";
import { removeItems } from "../sync/remove-items.ts";
import { audit } from "./audit.ts";
import { ownPrincipals } from "./own-principals.ts";
import { accountKey } from "./throttle.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus">;

interface Work {
  readonly ports: Needs;
  readonly erasure: Erasure & { readonly userId: string };
  readonly whose: Whose;
  readonly signal: AbortSignal;
}

const CONVERSATIONS_AT_ONCE = 20;
const ROWS_AT_ONCE = 200;
const AUDIT_AT_ONCE = 2000;
const UPLOADS_AT_ONCE = 50;
/** Until an upload that is being read has been stored, so that it can be erased. */
const READING_MS = 5000;
/** A stop reaches the model at once; the lease of an answer whose process has died takes a little longer. */
const STOPPING_MS = 2000;

/** Erases a person piece by piece. Repeating it is harmless: what is gone stays gone, and it goes on with the rest. */
export async function erasePerson(ports: Needs, erasureId: string, signal: AbortSignal): Promise<void> {
  const { database } = ports;
  const erasure = await database.personalData.erasure(erasureId);
  const userId = erasure?.userId ?? null;
  const person = userId === null ? null : await database.people.get(userId);
  if (erasure === null || userId === null || person === null) return;
  const work = { ports, erasure: { ...erasure, userId }, whose: await ownPrincipals(database, person), signal };
  await endAnswers(work);
  await eraseConversations(work);
  await eraseUploads(work);
  await eraseAnswersAndRecords(work);
  await leaveSources(work);
  await end(work, person);
  ports.bus.publish("job-added", { task: "drain-index" });
}

/** What is still being written would be written down after its person is gone. */
async function endAnswers({ ports, erasure }: Work): Promise<void> {
  const { database, bus } = ports;
  const running = await database.personalData.runningAnswers(erasure.userId);
  for (const runId of running) {
    await database.answers.requestCancel(runId);
    bus.publish("run-cancel", { runId });
  }
  if (running.length === 0) return;
  throw new SmartyError("unavailable", "An answer to this person is being made. It is stopped first.", { retryAfterMs: STOPPING_MS });
}

async function eraseConversations({ ports, erasure, signal }: Work): Promise<void> {
  const { personalData } = ports.database;
  for (;;) {
    signal.throwIfAborted();
    const page = await personalData.conversations(erasure.userId, { after: null, limit: CONVERSATIONS_AT_ONCE });
    if (page.length === 0) return;
    for (const { id } of page) await removeConversation(ports, id);
    await personalData.noteErased(erasure.id, { conversations: page.length });
  }
}

/** What nobody else may read goes; the rest becomes the heir's. */
async function eraseUploads({ ports, erasure, whose, signal }: Work): Promise<void> {
  const { database } = ports;
  for (let after: string | null = null; ;) {
    signal.throwIfAborted();
    const page: readonly PersonalUpload[] = await database.personalData.uploads(whose, { after, limit: UPLOADS_AT_ONCE });
    const own = page.filter((upload) => upload.isPrivate);
    if (own.length > 0) {
      await database.transaction((tx) => removeUploads(tx, own, ports.clock.now()));
      await database.personalData.noteErased(erasure.id, { privateUploads: own.length });
    }
    after = page.at(-1)?.externalId ?? null;
    if (page.length < UPLOADS_AT_ONCE) break;
  }
  await untilNone(signal, () => database.personalData.handOverUploads(erasure.userId, erasure.heirId, ROWS_AT_ONCE));
}

async function removeUploads(tx: Transaction, uploads: readonly PersonalUpload[], now: number): Promise<void> {
  for (const { externalId } of uploads) {
    await tx.jobs.removeByKey(uploadKey(externalId));
    if (await tx.jobs.isKeyAlive(uploadKey(externalId)))
      throw new SmartyError("unavailable", "A file of this person is being read. It is erased as soon as that has ended.", {
        retryAfterMs: READING_MS,
      });
  }
  for (const [id, ofSource] of Map.groupBy(uploads, (upload) => upload.sourceId)) {
    const externalIds = ofSource.map((upload) => upload.externalId);
    await removeItems(tx, { source: { id }, now }, externalIds);
  }
  await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
}

async function eraseAnswersAndRecords({ ports, erasure, signal }: Work): Promise<void> {
  const { personalData } = ports.database;
  const { id, userId } = erasure;
  await untilNone(signal, async () => {
    const gone = await personalData.eraseAnswers(userId, ROWS_AT_ONCE);
    if (gone > 0) await personalData.noteErased(id, { answers: gone });
    return gone;
  });
  await untilNone(signal, async () => {
    const gone = await personalData.eraseFromUsage(userId, ROWS_AT_ONCE);
    if (gone > 0) await personalData.noteErased(id, { calls: gone });
    return gone;
  });
  for (let after: string | null = ""; after !== null;) {
    signal.throwIfAborted();
    const { next, count }: { next: string | null; count: number } = await personalData.eraseFromAudit(userId, after, AUDIT_AT_ONCE);
    if (count > 0) await personalData.noteErased(id, { audit: count });
    after = next;
  }
}

async function untilNone(signal: AbortSignal, batch: () => Promise<number>): Promise<void> {
  do signal.throwIfAborted();
  while ((await batch()) > 0);
}

/** Takes the person's addresses out of what operators have said about who reads a source. */
async function leaveSources({ ports, whose }: Work): Promise<void> {
  const { database, clock } = ports;
  for (const source of await database.sources.all()) {
    const access = withoutPrincipals(source, whose.principals);
    if (access === null) continue;
    await database.transaction((tx) => tx.sources.update(source.id, { access }, clock.now()));
    await applyAccess(ports, source.id);
  }
}

/** Null when they are not named in it. */
function withoutPrincipals({ access }: Source, principals: readonly string[]): SourceAccess | null {
  const isOther = (principal: string): boolean => !principals.includes(principal);
  const lists = [access.allow ?? [], ...(access.rules ?? []).map((rule) => rule.allow ?? [])];
  if (lists.every((list) => list.every(isOther))) return null;
  return {
    ...access,
    ...(access.allow !== undefined && { allow: access.allow.filter(isOther) }),
    ...(access.rules !== undefined && {
      rules: access.rules.map((rule) => ({ ...rule, ...(rule.allow !== undefined && { allow: rule.allow.filter(isOther) }) })),
    }),
  };
}

/** Counted with the last step, for they go with the person. */
const AT_THE_END = [
  "savedSearches",
  "apiKeys",
  "linkedAccounts",
  "privateAssistants",
  "privateCollections",
  "sharedAssistants",
  "sharedCollections",
  "sources",
  "testSets",
] as const;

async function end({ ports, erasure, whose }: Work, { email }: Person): Promise<void> {
  const { database, clock } = ports;
  const account = await accountKey(email);
  const left = await database.personalData.counts(whose, clock.now());
  const rest = AT_THE_END.map((kind) => [kind, left[kind]] as const).filter(([, count]) => count > 0);
  await database.transaction(async (tx) => {
    // What was written while the pieces went: the person had no session any more, so there is little of it.
    await tx.personalData.noteErased(erasure.id, Object.fromEntries(rest));
    const outcome = await tx.personalData.forget(whose, erasure.heirId);
    if (outcome === "last-admin")
      throw new SmartyError("conflict", "This is the last administrator. Make somebody else an administrator first.");
    await tx.people.clearThrottle(account);
    await tx.personalData.endErasure(erasure.id, clock.now());
    const receipt = await tx.personalData.erasure(erasure.id);
    await audit(ports, tx, { userId: erasure.heirId }, { action: "user.erased", objectId: erasure.id, detail: { ...receipt?.counts } });
    await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
  });
}
