import { type DriveChange, type DriveFile, listChanges } from "./drive-calls.ts";
import { mapInOrder } from "./in-order.ts";
import { CONCURRENCY, homeOf, type Root, type Session } from "./plan.ts";

/** What the logs say of one file or folder. They tell states, not steps. */
export interface Entry {
  /** As its own list sees it, or as some account does that sees it at all. */
  readonly file?: DriveFile;
  readonly root?: Root;
  /** As another account sees it that sees the folder above, which its own need not. */
  readonly placed?: { readonly file: DriveFile; readonly account: string };
  /** Whether `file` is as its own list sees it. */
  readonly isAtHome: boolean;
  /** Keys of the roots that no longer see it. */
  readonly lostBy: ReadonlySet<string>;
  /** Accounts that see it. */
  readonly seenBy: ReadonlySet<string>;
}

export interface ChangeLog {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where the next run begins, by root. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Beyond this, listing everything is cheaper than looking at each. */
const MAX_CHANGES = 50_000;

/** Everything that the logs of these roots tell since; null when that is too much. Throws GoogleError for a token that Google no longer takes. */
export async function readLogs(session: Session, since: ReadonlyMap<string, string>): Promise<ChangeLog | null> {
  const roots = [...since.keys()].flatMap((key) => session.roots.get(key) ?? []);
  let left = MAX_CHANGES;
  const logs = await mapInOrder(roots, CONCURRENCY, async (root) => {
    const log = await readLog(session, root, since.get(root.key) ?? "", () => left);
    left -= log.changes.length;
    return { root, ...log };
  });
  if (left < 0) return null;
  const entries = new Map<string, Entry>();
  for (const { root, changes } of logs) for (const change of changes) merge(session, entries, root, change);
  return { entries, tokens: new Map(logs.map(({ root, token }) => [root.key, token])) };
}

async function readLog({ google, context }: Session, root: Root, since: string, left: () => number) {
  const changes: DriveChange[] = [];
  for (let token = since; ;) {
    context.signal.throwIfAborted();
    const page = await listChanges(google, root.corpus, token);
    changes.push(...page.changes);
    if (page.next === undefined || changes.length > left()) return { changes, token: page.newStart ?? token };
    token = page.next;
  }
}

function merge(session: Session, entries: Map<string, Entry>, root: Root, { fileId, file, removed, changeType }: DriveChange): void {
  if (typeof fileId !== "string" || (changeType ?? "file") !== "file") return;
  const before = entries.get(fileId) ?? { isAtHome: false, lostBy: new Set<string>(), seenBy: new Set<string>() };
  if (removed === true || file === undefined || file === null) {
    // A later entry of the same log would say so if it had come back.
    entries.set(fileId, { ...before, lostBy: new Set([...before.lostBy, root.key]) });
    return;
  }
  const home = homeOf(session, file);
  const isAtHome = home?.key === root.key;
  // What lies in a shared drive is told by the drive's own log, and by no other one reliably.
  if (home !== null && !isAtHome && home.key.startsWith("drive:")) return;
  const lostBy = new Set([...before.lostBy].filter((key) => key !== root.key));
  const seenBy = new Set([...before.seenBy, root.corpus.account]);
  const keeps =
    before.file !== undefined && !isAtHome && (before.isAtHome || before.file.permissions !== undefined || file.permissions === undefined);
  const placed =
    before.placed === undefined && !isAtHome && file.parents !== undefined ? { placed: { file, account: root.corpus.account } } : {};
  entries.set(fileId, { ...before, lostBy, seenBy, ...(!keeps && { file, root, isAtHome }), ...placed });
}
