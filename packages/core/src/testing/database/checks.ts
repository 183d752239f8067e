import type { Actor } from "../../access/actor.ts";
import type { DocumentWrite, IndexWork } from "../../ports/database/documents.ts";
import type { Database } from "../../ports/database/database.ts";
import type { Source, SourceAccess } from "../../ports/database/sources.ts";
import type { DatabaseUnderTest } from "./under-test.ts";

export function actorOf(name: string, changes: Partial<Actor> = {}): Actor {
  const email = `${name}@example.org`;
  return { userId: name, role: "member", email, name, verifiedAt: 1, via: "session", scopes: ["all"], ...changes };
}

/** Stores the person, so that groups may have them. */
export async function addPerson(database: Database, actor: Actor): Promise<void> {
  const { userId: id, email, name, role, verifiedAt } = actor;
  await database.people.create({ id, email, name, role, verifiedBy: verifiedAt === null ? null : "setup", passwordHash: null, now: 1 });
}

const EVERYONE: SourceAccess = { mode: "everyone" };

export function addSource(
  { database, clock }: DatabaseUnderTest,
  id: string,
  { access = EVERYONE, allow = ["everyone"], connector = "folder" }: { access?: SourceAccess; allow?: string[]; connector?: string } = {},
): Promise<Source> {
  const source = { id, connector, name: `Source ${id}`, settings: {}, access, schedule: null, createdBy: "ada", now: clock.now() };
  return database.sources.create(source, allow);
}

/** A document with one chunk for each of its lines. Its id and text follow from the external id unless they are given. */
export function documentOf(source: Source, externalId: string, changes: Partial<DocumentWrite> = {}): DocumentWrite {
  const text = changes.text ?? `${externalId} begins here.\n${externalId} ends here.`;
  return {
    id: `${source.id}/${externalId}`,
    externalId,
    containerId: null,
    title: `Title of ${externalId}`,
    url: `https://example.org/${externalId}`,
    path: `${externalId}.md`,
    mimeType: "text/markdown",
    kind: "markdown",
    language: "en",
    authors: ["Ada"],
    createdAt: 100,
    updatedAt: 200,
    metadata: { pages: 3 },
    changeKey: `key of ${text}`,
    textHash: `hash of ${text}`,
    pipelineVersion: "1",
    aclId: source.rootAclId,
    aclInherits: true,
    sourceAcl: { mode: "inherit" },
    blobId: null,
    sizeBytes: text.length,
    notes: [],
    text,
    chunks: linesOf(text),
    ...changes,
  };
}

function linesOf(text: string): DocumentWrite["chunks"] {
  let start = 0;
  return text.split("\n").map((line, at) => {
    const chunk = { start, end: start + line.length, kind: "prose" as const, headingPath: ["Guide", `Part ${at}`], anchor: `part-${at}` };
    start += line.length + 1;
    return { ...chunk, header: null, hash: `hash of ${line}` };
  });
}

/** Stores documents with their ledger rows, as a sync does. */
export async function store(
  { database, clock }: DatabaseUnderTest,
  source: Source,
  documents: readonly DocumentWrite[],
  runId = "run",
): Promise<ReadonlyMap<string, string>> {
  return database.transaction(async (tx) => {
    const ids = await tx.documents.save(source.id, documents, clock.now());
    const items = documents.map(({ externalId, title, url }) => ({
      externalId,
      documentId: ids.get(externalId) ?? null,
      state: "indexed" as const,
      title,
      url,
    }));
    await tx.syncItems.save(source.id, items, runId, clock.now());
    return ids;
  });
}

export type IndexedDocument = NonNullable<IndexWork["document"]>;

export async function claimAll({ database, clock }: DatabaseUnderTest, leaseMs = 1000): Promise<readonly IndexWork[]> {
  return database.indexChanges.claim(100_000, leaseMs, clock.now());
}

export function settlementOf(work: readonly IndexWork[]) {
  return work.map(({ documentId, generation, document }) => ({ documentId, generation, version: document?.version ?? null }));
}

/** Brings the imagined indexes up to date and returns what they were given, by document id. */
export async function drain(made: DatabaseUnderTest): Promise<ReadonlyMap<string, IndexedDocument>> {
  const work = await claimAll(made);
  await made.database.transaction((tx) => tx.indexChanges.settle(settlementOf(work)));
  return new Map(work.flatMap(({ documentId, document }) => (document === null ? [] : [[documentId, document]])));
}

export function chunkIdsOf(documents: Iterable<IndexedDocument>): readonly number[] {
  return [...documents].flatMap((document) => document.chunks.map((chunk) => chunk.id));
}
