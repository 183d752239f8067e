import { type DriveFile, getFile } from "./drive-calls.ts";
import { inOrder, mapInOrder } from "./in-order.ts";
import { CONCURRENCY, homeOf, type Session } from "./plan.ts";
import type { Seen } from "./readers.ts";

/** A file or folder as the list sees it where it is at home, whoever was asked first: only so does it look the same every time. */
export async function lookUp(session: Session, account: string, id: string, resourceKey?: string): Promise<Seen | null> {
  const file = await getFile(session.google, account, id, resourceKey);
  if (file === null) return null;
  const home = homeOf(session, file)?.corpus.account ?? account;
  const atHome = home === account ? file : await getFile(session.google, home, id, resourceKey);
  if (atHome === null) return { file, account, seers: emailsOf(session, account) };
  return withPlace(session, { ...placedBy(atHome, file, account), account: home, seers: emailsOf(session, home) });
}

/**
 * Where only some folders are wanted, what lies in one of them has to be known to: an owner who may not see the folder above does not know it,
 * but the owner of that folder does.
 */
export async function withPlace(session: Session, seen: Seen): Promise<Seen> {
  const { file } = seen;
  const home = homeOf(session, file);
  const isPlaced = file.parents !== undefined || home === null || home.top.id === file.id;
  if (isPlaced || session.scope.folders.size === 0 || session.way !== "delegation") return seen;
  const looked = inOrder(session.accounts.values(), CONCURRENCY, async ({ name }) => ({
    name,
    other: await getFile(session.google, name, file.id ?? ""),
  }));
  for await (const { name, other } of looked) if (other?.parents !== undefined) return { ...seen, ...placedBy(file, other, name) };
  return seen;
}

/** A file with the place that another account sees, where its own does not see any. */
export function placedBy(file: DriveFile, other: DriveFile, account: string): Pick<Seen, "file" | "placedBy"> {
  if (file.parents !== undefined || other.parents === undefined) return { file };
  return { file: { ...file, parents: other.parents }, placedBy: account };
}

export function emailsOf(session: Session, account: string): readonly string[] {
  return account === "" ? [...session.accounts.keys()] : [account];
}

/** Through the first account that sees it, in the order of their addresses. */
export async function findAnywhere(session: Session, id: string): Promise<Seen | null> {
  const names = [...session.accounts.values()].map(({ name }) => name);
  for (let at = 0; at < names.length; at += CONCURRENCY) {
    const found = await mapInOrder(names.slice(at, at + CONCURRENCY), CONCURRENCY, (name) => lookUp(session, name, id));
    const seen = found.find((each) => each !== null);
    if (seen !== undefined && seen !== null) return seen;
  }
  return null;
}
