import { SmartyError, type SourceDocument } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { listFiles, quoted } from "./drive-calls.ts";
import { fetchContent } from "./fetch-content.ts";
import { createForest, type Forest } from "./forest.ts";
import { findAnywhere, lookUp } from "./look-up.ts";
import { FOLDER, planContent, SHORTCUT } from "./formats.ts";
import { betterView } from "./full-sync.ts";
import { inOrder } from "./in-order.ts";
import { faultError } from "./item-fault.ts";
import { placeFile, readKey, VIA } from "./place.ts";
import { CONCURRENCY, homeOf, openSession, type Session } from "./plan.ts";
import type { Seen } from "./readers.ts";
import { wordsOfRun } from "./sync-drive.ts";
import { toDocument } from "./to-document.ts";

interface Lookup {
  readonly session: Session;
  readonly forest: Forest;
}

/** One job asks for many items: signing in and finding everybody's roots is done once for it. */
const lookups = new WeakMap<DriveContext, Promise<Lookup>>();

/** One file again, as a sync would show it; null when it is gone or not wanted. */
export async function fetchFile(context: DriveContext, id: string): Promise<SourceDocument | null> {
  try {
    context.signal.throwIfAborted();
    const { session, forest } = await lookupOf(context);
    const seen = await findFile(session, id);
    if (seen === null || seen.file.trashed === true || [FOLDER, SHORTCUT].includes(seen.file.mimeType ?? "")) return null;
    const placed = await placeFile(session, forest, seen);
    if (placed === null) return null;
    const plan = planContent(seen.file, session.maxBytes);
    const content = plan.kind === "skip" ? plan : await fetchContent(session, placed);
    if (content.kind === "sections") return toDocument(placed, content.sections, content.mimeType);
    if (content.kind === "fault") {
      if (content.fault.code === "not_found") return null;
      throw faultError(content.fault);
    }
    const code = content.reason === "too_large" || content.reason === "empty" ? content.reason : "unsupported";
    throw new SmartyError(code, content.detail);
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}

function lookupOf(context: DriveContext): Promise<Lookup> {
  const present = lookups.get(context);
  if (present !== undefined) return present;
  const opened = openSession(context).then((session) => ({ session, forest: createForest(session) }));
  lookups.set(context, opened);
  opened.catch(() => lookups.delete(context));
  return opened;
}

/** Through the list where it was at home, else through whoever sees it. */
async function findFile(session: Session, id: string): Promise<Seen | null> {
  const key = (await session.context.known([id])).get(id)?.changeKey;
  const home = key === undefined ? "" : readKey(key).home;
  if (home.startsWith(VIA)) return targetOf(session, home.slice(VIA.length), id);
  const root = session.roots.get(home);
  const atHome = root === undefined ? null : await lookUp(session, root.corpus.account, id);
  if (atHome !== null) return atHome;
  const seen = await findAnywhere(session, id);
  return seen !== null && homeOf(session, seen.file) === null ? withSeers(session, seen) : seen;
}

async function targetOf(session: Session, shortcutId: string, id: string): Promise<Seen | null> {
  const shortcut = await findAnywhere(session, shortcutId);
  const { shortcutDetails, parents, trashed } = shortcut?.file ?? {};
  if (shortcut === null || trashed === true || shortcutDetails?.targetId !== id) return null;
  const seen = await lookUp(session, shortcut.account, id, shortcutDetails.targetResourceKey ?? undefined);
  return seen === null ? null : { ...seen, via: { id: shortcutId, folderId: parents?.[0] ?? "" } };
}

/** Who has a file of somebody outside in their own Drive; being able to open it by its link is not enough. */
async function withSeers(session: Session, seen: Seen): Promise<Seen> {
  const q = `name = ${quoted(seen.file.name ?? "")} and trashed = false`;
  const seers: string[] = [];
  let best: Seen | undefined;
  const listed = inOrder(session.accounts.values(), CONCURRENCY, async ({ name, email }) => {
    const page = await listFiles(session.google, { account: name }, q, undefined);
    return { name, email, file: page.files.find(({ id }) => id === seen.file.id) };
  });
  for await (const { name, email, file } of listed) {
    if (file === undefined) continue;
    seers.push(email);
    best = betterView(best, { file, account: name, seers });
  }
  return best ?? { ...seen, seers };
}
