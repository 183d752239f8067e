import { SmartyError } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { Container, Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { containerAllow, documentAllow, rootAllow } from "./resolve-access.ts";

type Needs = Pick<Ports, "database" | "clock">;

const BATCH = 200;

/**
 * Works a source's access out anew for its root, its containers and the documents with an ACL of their own. Each part reads the access as it is
 * then: of two changes at once the later one holds everywhere, and never gives back what it took.
 */
export async function applyAccess({ database, clock }: Needs, sourceId: string): Promise<void> {
  await database.transaction(async (tx) => {
    const source = await presentSource(tx, sourceId);
    await tx.acls.setEntries(source.rootAclId, rootAllow(source.access));
    if (source.access.mode !== "source" && source.aclSyncedAt !== null)
      await tx.sources.update(sourceId, { aclSyncedAt: null }, clock.now());
    if (source.access.mode === "source" && source.aclSyncedAt === null) await tx.sources.update(sourceId, { aclSyncedAt: 0 }, clock.now());
  });
  const containers = await database.containers.ofSource(sourceId);
  const byId = new Map(containers.map((container) => [container.id, container]));
  const ordered = containers.toSorted((one, other) => depth(byId, one) - depth(byId, other));
  for (let from = 0; from < ordered.length; from += BATCH) {
    await database.transaction(async (tx) => {
      const source = await presentSource(tx, sourceId);
      for (const container of ordered.slice(from, from + BATCH)) await saveAccess(tx, source, container, byId, clock.now());
    });
  }
  for (let after: string | null = null; ;) {
    const next: string | null = await database.transaction(async (tx) =>
      reviewDocuments(tx, await presentSource(tx, sourceId), byId, after, clock.now()),
    );
    if (next === null) return;
    after = next;
  }
}

async function presentSource({ sources }: Transaction, sourceId: string): Promise<Source> {
  const source = await sources.get(sourceId);
  if (source === null) throw new SmartyError("not_found", "There is no such source.");
  return source;
}

type Containers = ReadonlyMap<string, Container & { readonly sourceAcl: Parameters<typeof documentAllow>[2]["acl"] }>;

function depth(containers: Containers, container: Container): number {
  let level = 0;
  for (let at = container.parentId; at !== null && level < 100; at = containers.get(at)?.parentId ?? null) level += 1;
  return level;
}

async function saveAccess(tx: Transaction, source: Source, container: Container, byId: Containers, now: number): Promise<void> {
  const stored = byId.get(container.id);
  if (stored === undefined) return;
  await tx.containers.setAccess(
    container.id,
    containerAllow(source.id, source.access, { path: container.path, acl: stored.sourceAcl }),
    now,
  );
}

/** One page of documents; returns the last id, or null at the end. */
async function reviewDocuments(
  tx: Transaction,
  source: Source,
  containers: Containers,
  after: string | null,
  now: number,
): Promise<string | null> {
  const page = await tx.documents.ofSource(source.id, after, BATCH);
  for (const document of page) {
    const container = document.containerId === null ? undefined : containers.get(document.containerId);
    const allow = documentAllow(source.id, source.access, {
      path: document.path,
      containerPath: container?.path ?? null,
      acl: document.sourceAcl,
    });
    const fresh = document.containerId === null ? null : await tx.containers.get(document.containerId);
    const aclId = allow === null ? (fresh?.aclId ?? source.rootAclId) : await tx.acls.shared(allow);
    const aclInherits = allow === null;
    if (aclId !== document.aclId || aclInherits !== document.aclInherits)
      await tx.documents.touch(source.id, [{ id: document.id, aclId, aclInherits }], now);
  }
  return page.at(-1)?.id ?? null;
}
