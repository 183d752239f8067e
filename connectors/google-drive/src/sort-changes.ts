import type { DeleteReason } from "@smartypants/sdk";
import type { Entry } from "./change-log.ts";
import { emailsOf, lookUp, placedBy, withPlace } from "./look-up.ts";
import { FOLDER } from "./formats.ts";
import { inOrder } from "./in-order.ts";
import { OUTSIDE, readKey, VIA } from "./place.ts";
import { CONCURRENCY, homeOf } from "./plan.ts";
import type { Seen } from "./readers.ts";
import type { Run } from "./run.ts";

/** What became of the things that the logs name. */
export interface SortedChanges {
  readonly folders: readonly Seen[];
  /** Shortcuts among them. */
  readonly files: readonly Seen[];
  readonly gone: readonly Gone[];
  /** Something is gone from one place, and whether it is elsewhere cannot be told without listing everything. */
  readonly isUnclear: boolean;
}

export interface Gone {
  readonly id: string;
  readonly reason: DeleteReason;
  /** Undefined when that is not known any more. */
  readonly isFolder: boolean | undefined;
}

type Fate = { readonly kind: "live"; readonly seen: Seen } | ({ readonly kind: "gone" } & Gone) | { readonly kind: "unclear" | "ignored" };

/** So many accounts are asked, one by one, whether something that one of them lost is still there. */
const MAX_ASKED = 20;
const KNOWN_AT_ONCE = 1000;

export async function sortChanges(run: Run, entries: ReadonlyMap<string, Entry>): Promise<SortedChanges> {
  const known = await knownKeys(run, [...entries.keys()]);
  const folders: Seen[] = [];
  const files: Seen[] = [];
  const gone: Gone[] = [];
  let isUnclear = false;
  for await (const fate of inOrder(entries, CONCURRENCY, ([id, entry]) => fateOf(run, id, entry, known.get(id)))) {
    if (fate.kind === "unclear") isUnclear = true;
    else if (fate.kind === "gone") gone.push(fate);
    else if (fate.kind === "live") (fate.seen.file.mimeType === FOLDER ? folders : files).push(fate.seen);
  }
  return { folders, files, gone, isUnclear };
}

async function knownKeys({ session }: Run, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (let at = 0; at < ids.length; at += KNOWN_AT_ONCE)
    for (const [id, { changeKey }] of await session.context.known(ids.slice(at, at + KNOWN_AT_ONCE))) keys.set(id, changeKey);
  return keys;
}

async function fateOf(run: Run, id: string, entry: Entry, key: string | undefined): Promise<Fate> {
  const seen = entry.file === undefined ? await stillSeen(run, id, entry, key) : await liveSeen(run, id, entry);
  if (seen === "unclear" || seen === "ignored") return { kind: seen };
  if (seen === null) {
    run.outside.delete(id);
    // A file that was stored is no folder.
    return { kind: "gone", id, reason: "deleted", isFolder: key === undefined ? undefined : false };
  }
  if (seen.file.trashed === true) return { kind: "gone", id, reason: "trashed", isFolder: seen.file.mimeType === FOLDER };
  return { kind: "live", seen };
}

/** Something that at least one log shows. */
async function liveSeen(run: Run, id: string, { file, root, isAtHome, placed, seenBy, lostBy }: Entry): Promise<Seen | null> {
  if (file === undefined || root === undefined) return null;
  const { account } = root.corpus;
  if (isAtHome) {
    run.outside.delete(id);
    const view = placed === undefined ? { file } : placedBy(file, placed.file, placed.account);
    return withPlace(run.session, { ...view, account, seers: emailsOf(run.session, account) });
  }
  // Its own list has said nothing (yet): a change of readers that came by a group, for example.
  if (homeOf(run.session, file) !== null) return lookUp(run.session, account, id);
  const seers = new Set([...(run.outside.get(id) ?? []), ...[...seenBy].flatMap((each) => emailsOf(run.session, each))]);
  for (const key of lostBy) seers.delete(addressOf(key));
  run.outside.set(id, seers);
  return { file, account, seers: [...seers].toSorted() };
}

/** Something that every log which speaks of it has lost: it may live on where no log speaks of it. */
async function stillSeen(run: Run, id: string, { lostBy }: Entry, key: string | undefined): Promise<Seen | null | "unclear" | "ignored"> {
  const { session } = run;
  const seers = run.outside.get(id);
  if (seers !== undefined) {
    for (const root of lostBy) seers.delete(addressOf(root));
    const [first] = seers;
    const seen = first === undefined ? null : await lookUp(session, first, id);
    return seen === null ? null : { ...seen, seers: [...seers].toSorted() };
  }
  const home = key === undefined ? OUTSIDE : readKey(key).home;
  // Looked at together with its shortcut.
  if (home.startsWith(VIA)) return "ignored";
  const root = session.roots.get(home);
  if (root !== undefined) return lostBy.has(home) ? null : lookUp(session, root.corpus.account, id);
  const others = [...session.accounts.values()].filter(({ email }) => !lostBy.has(`user:${email}`));
  if (others.length > MAX_ASKED) return "unclear";
  for (const { name } of others) {
    const seen = await lookUp(session, name, id);
    if (seen !== null) return seen;
  }
  return null;
}

function addressOf(rootKey: string): string {
  return rootKey.replace(/^user:/, "");
}
