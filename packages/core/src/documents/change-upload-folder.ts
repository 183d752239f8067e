import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { DocumentTouch } from "../ports/database/documents.ts";
import type { UploadPlace } from "../ports/database/upload-places.ts";
import type { Ports } from "../ports/ports.ts";
import { removeItems } from "../sync/remove-items.ts";
import { uploadKey } from "./end-lost-uploads.ts";
import { isOwnFolder, movedPath, removeEmptyFolders, saveFolders } from "./upload-folders.ts";
import { pathOf, readFolderPath, readUploadPath } from "./upload-path.ts";
import { UPLOAD } from "./upload-source.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus" | "hash">;

/** Uploads of one transaction: others write in between. */
const AT_ONCE = 200;

interface UploadFolder {
  readonly sourceId: string;
  readonly path: string;
  readonly isOwn: boolean;
}

/**
 * Gives a folder another name or place, with all that lies in it; what is there under other names stays. For whoever uploaded it. Nothing is read again. Throws
 * `conflict` before anything is moved when files would meet under one name.
 */
export async function moveUploadFolder(ports: Needs, actor: Actor, folderId: string, newPath: string): Promise<{ readonly moved: number }> {
  requireRole(actor, "member");
  const folder = await uploadFolder(ports, actor, folderId);
  if (!folder.isOwn) throw new SmartyError("forbidden", "Only the person who uploaded this folder may rename it.");
  const own = { sourceId: folder.sourceId, userId: actor.userId, path: folder.path };
  const to = readFolderPath(newPath);
  if (to === folder.path) return { moved: 0 };
  if (to.startsWith(`${folder.path}/`)) {
    throw new SmartyError("invalid", "A folder cannot lie inside of itself.", {
      fields: [{ path: "path", message: "lies in the folder itself" }],
    });
  }
  await refuseMeetings(ports, own, to);
  let moved = 0;
  for (let after: string | null = ""; after !== null;) {
    const from: string = after;
    after = await ports.database.transaction(async (tx) => {
      const page = await tx.uploadPlaces.below(own, from, AT_ONCE);
      await movePage(tx, ports, page, { from: folder.path, to });
      moved += page.length;
      if (page.length === AT_ONCE) return page.at(-1)?.documentId ?? null;
      await removeEmptyFolders(tx, folder.sourceId);
      await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
      await audit(ports, tx, actor, { action: "upload-folder.move", objectId: folderId, detail: { moved } });
      return null;
    });
  }
  ports.bus.publish("job-added", { task: "drain-index" });
  return { moved };
}

/**
 * Erases the uploads in a folder and in all below it, those that have not been read yet with them. For whoever uploaded them; an editor erases what they can read,
 * and the rest stays.
 */
export async function deleteUploadFolder(ports: Needs, actor: Actor, folderId: string): Promise<{ readonly deleted: number }> {
  requireRole(actor, "member");
  const folder = await uploadFolder(ports, actor, folderId);
  if (!folder.isOwn && !hasRole(actor, "editor")) {
    throw new SmartyError("forbidden", "Only the person who uploaded this folder, or an editor, may delete it.");
  }
  const next = folder.isOwn ? ownUploads(actor, folder) : await readableUploads(ports, actor, folder, folderId);
  let deleted = 0;
  for (let isMore = true; isMore;) {
    isMore = await ports.database.transaction(async (tx) => {
      const gone = await next(tx);
      await removeItems(tx, { source: { id: folder.sourceId }, now: ports.clock.now() }, gone);
      for (const id of gone) await tx.jobs.removeByKey(uploadKey(id));
      deleted += gone.length;
      if (gone.length > 0) return true;
      await removeEmptyFolders(tx, folder.sourceId);
      await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
      await audit(ports, tx, actor, { action: "upload-folder.delete", objectId: folderId, detail: { deleted } });
      return false;
    });
  }
  ports.bus.publish("job-added", { task: "drain-index" });
  return { deleted };
}

/** The next uploads to erase; none at the end. What it gave is gone when it is asked again. */
type NextUploads = (tx: Transaction) => Promise<readonly string[]>;

function ownUploads({ userId }: Actor, { sourceId, path }: UploadFolder): NextUploads {
  return async (tx) => (await tx.uploadPlaces.below({ sourceId, userId, path }, "", AT_ONCE)).map((place) => place.documentId);
}

/** Also those of somebody who is not here any more. */
async function readableUploads({ database }: Needs, actor: Actor, { sourceId }: UploadFolder, folderId: string): Promise<NextUploads> {
  const folders = await database.forActor(actor).content.folders(sourceId);
  const left = [folderId];
  for (const id of left) left.push(...folders.filter((each) => each.parentId === id).map((each) => each.id));
  return async (tx) => {
    for (let [id] = left; id !== undefined; [id] = left) {
      const page = await tx.forActor(actor).content.documents({ sourceId, containerId: id, limit: AT_ONCE });
      const ids = page.map((document) => document.externalId);
      // What lies inside of a file goes with it.
      const inside = await tx.syncItems.parents(sourceId, ids);
      const outermost = [...new Set(ids.map((each) => inside.get(each) ?? each))];
      if (outermost.length > 0) return outermost;
      left.shift();
    }
    return [];
  };
}

/** Throws `not_found` for what is no folder of uploads, and for one of another's in which the actor reads nothing. */
async function uploadFolder(ports: Pick<Ports, "database" | "hash">, actor: Actor, folderId: string): Promise<UploadFolder> {
  const { database } = ports;
  const container = await database.containers.get(folderId);
  const source = container === null ? null : await database.sources.get(container.sourceId);
  const path = container?.path ?? null;
  if (container === null || path === null || source?.connector !== UPLOAD) throw notFound();
  const isOwn = isOwnFolder(ports, actor, container);
  if (!isOwn) {
    const seen = await database.forActor(actor).content.folders(source.id);
    if (!seen.some((each) => each.id === folderId)) throw notFound();
  }
  return { sourceId: source.id, path, isOwn };
}

async function refuseMeetings({ database }: Needs, folder: Pick<UploadPlace, "sourceId" | "userId" | "path">, to: string): Promise<void> {
  const meeting: string[] = [];
  for (let after: string | null = ""; after !== null;) {
    const page: readonly UploadPlace[] = await database.uploadPlaces.below(folder, after, AT_ONCE);
    const paths = page.map(({ path }) => pathOf(readUploadPath(movedPath(path, folder.path, to))));
    meeting.push(...(await database.uploadPlaces.at(folder.sourceId, folder.userId, paths)).keys());
    after = page.length === AT_ONCE ? (page.at(-1)?.documentId ?? null) : null;
  }
  const [first] = meeting;
  if (first === undefined) return;
  const count = meeting.length === 1 ? `${first} is there already` : `${meeting.length} files are there already, such as ${first}`;
  throw new SmartyError("conflict", `${count}. Choose another name, or delete them first.`);
}

async function movePage(
  tx: Transaction,
  ports: Needs,
  page: readonly UploadPlace[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  for (const place of page) {
    const moved = { ...place, path: movedPath(place.path, from, to) };
    await tx.uploadPlaces.put(moved);
    const inside = await tx.syncItems.children(place.sourceId, [place.documentId]);
    const ids = [place.documentId, ...inside.map((item) => item.externalId)];
    const stored = await tx.documents.byExternalIds(place.sourceId, ids);
    if (stored.size === 0) continue;
    const containerId = await saveFolders(tx, ports, moved);
    const touches = [...stored.values()].map(({ id, path }): DocumentTouch => ({
      id,
      containerId,
      path: path === null ? null : movedPath(path, from, to),
    }));
    await tx.documents.touch(place.sourceId, touches, ports.clock.now());
  }
}

function notFound(): SmartyError {
  return new SmartyError("not_found", "There is no such folder of uploads.");
}
