import type { ContainerNode } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import { containerAllow } from "../sources/resolve-access.ts";
import type { BatchContext } from "./sync-batch.ts";

/** Parents come before children, as connectors yield them. */
export async function saveContainers(
  tx: Transaction,
  { source, runId, nextId, now }: BatchContext,
  nodes: readonly ContainerNode[],
): Promise<void> {
  for (const node of nodes) {
    await tx.containers.save(
      source.id,
      {
        id: nextId(),
        externalId: node.id,
        parentExternalId: node.parentId ?? null,
        title: node.title,
        url: node.url ?? null,
        path: node.path ?? null,
        sourceAcl: node.acl,
        allow: containerAllow(source.id, source.access, { path: node.path ?? null, acl: node.acl }),
      },
      runId,
      now,
    );
  }
}
