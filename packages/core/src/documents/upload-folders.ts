import type { Actor } from "../access/actor.ts";
import type { ReadableFolder } from "../ports/database/actor-scope.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import type { UploadPlace } from "../ports/database/upload-places.ts";

/** Stands where a sync writes its run. */
const NO_RUN = "upload";

/** What a person's folder is called in its source: everybody has folders of their own, and nothing of them names the person. */
function folderKey({ hash }: Pick<Ports, "hash">, userId: string, path: string): string {
  return `${hash(`folders of ${userId}`)}/${path}`;
}

/** Whether a folder is of uploads of the actor's own. */
export function isOwnFolder(
  ports: Pick<Ports, "hash">,
  { userId }: Pick<Actor, "userId">,
  { externalId, path }: Pick<ReadableFolder, "externalId" | "path">,
): boolean {
  return path !== null && externalId === folderKey(ports, userId, path);
}

/** Makes the folders around an upload that are not there yet. Gives the innermost one's id, null for an upload that lies in none. */
export async function saveFolders(
  tx: Transaction,
  ports: Pick<Ports, "ids" | "clock" | "hash">,
  { sourceId, userId, path }: Pick<UploadPlace, "sourceId" | "userId" | "path">,
): Promise<string | null> {
  const names = path.split("/").slice(0, -1);
  const paths = names.map((_name, at) => names.slice(0, at + 1).join("/"));
  const known = await tx.containers.byExternalIds(
    sourceId,
    paths.map((each) => folderKey(ports, userId, each)),
  );
  let innermost: string | null = null;
  for (const [at, each] of paths.entries()) {
    const externalId = folderKey(ports, userId, each);
    const above = paths[at - 1];
    innermost = known.get(externalId)?.id ?? null;
    if (innermost !== null) continue;
    const folder = {
      id: ports.ids.next(),
      externalId,
      parentExternalId: above === undefined ? null : folderKey(ports, userId, above),
      title: names[at] ?? each,
      url: null,
      path: each,
      sourceAcl: { mode: "inherit" as const },
      // Each upload has readers of its own; who reads none of them does not see the folder.
      allow: null,
    };
    innermost = (await tx.containers.save(sourceId, folder, NO_RUN, ports.clock.now())).id;
  }
  return innermost;
}

/** Folders that hold nothing any more go. */
export async function removeEmptyFolders(tx: Transaction, sourceId: string): Promise<void> {
  await tx.containers.removeUnseen(sourceId, "");
}

/** What stood below one path, below the other. */
export function movedPath(path: string, from: string, to: string): string {
  return path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}
