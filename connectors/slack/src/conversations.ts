import { isSmartyError, type SyncOp } from "@smartypants/sdk";
import { joinKey, repliesKey, shownKey, splitKey } from "./change-key.ts";
import { type Channel, containerIdOf } from "./channels.ts";
import { documentFiles, syncFiles } from "./files.ts";
import { inParallel, readThread, Refusal } from "./history.ts";
import { fileDocumentId, messageDocumentId } from "./links.ts";
import { isContent, peopleIn } from "./message.ts";
import { channelProblem, type Problem } from "./problems.ts";
import type { RawFile, RawMessage } from "./slack-types.ts";
import type { Run } from "./sync-run.ts";
import { type Conversation, conversationToDocument } from "./to-document.ts";
import { compareTs, type Ts } from "./timestamps.ts";

/** A document to be, as far as a listing of the channel shows it. */
export interface Draft {
  readonly ts: Ts;
  /** Of a thread. */
  readonly parent?: RawMessage;
  /** What of it is content, as far as it was listed. */
  readonly rows: readonly RawMessage[];
  /** A thread of which only a reply was listed: it is read to know the rest. */
  readonly isOnlyTold?: boolean;
}

export function threadDraft(run: Run, parent: RawMessage): Draft {
  const { includeBots } = run.session.context.settings;
  return { ts: parent.ts, parent, rows: isContent(parent, includeBots) ? [parent] : [] };
}

export interface EmitOptions {
  /** Whether the replies of a thread are read although nothing shows that they changed. */
  readonly isDeep: (parent: RawMessage) => boolean;
  /** Called for each document that is there, or that nobody knows the contrary of. */
  readonly onShown: (ts: Ts) => void;
}

type Known = ReadonlyMap<string, { readonly changeKey: string }>;

/** A thread that was asked for, and what came: null when it has gone. */
type Fetched = { readonly rows: readonly RawMessage[] | null } | { readonly problem: Problem };

/** Tells of a page of documents: one question to the host for them, one for their files. */
export async function* emitConversations(
  run: Run,
  channel: Channel,
  drafts: readonly Draft[],
  options: EmitOptions,
): AsyncGenerator<SyncOp, void> {
  if (drafts.length === 0) return;
  const { context } = run.session;
  const { fetched, known } = await readChanged(run, channel, drafts, options);
  const keyOf = (draft: Draft) => splitKey(known.get(messageDocumentId(channel.id, draft.ts))?.changeKey);
  const whole = drafts.map((draft) => complete(run, draft, fetched.get(draft.ts), keyOf(draft).replies));
  const files = whole.map((each) => documentFiles(context.settings, each.messages));
  const fileIds = new Set([...files.flat().map((file) => file.id), ...drafts.flatMap((draft) => keyOf(draft).files)]);
  const knownFiles: Known = fileIds.size === 0 ? new Map() : await context.known([...fileIds].map((id) => fileDocumentId(channel.id, id)));
  const changed = whole.filter((each, at) => !isUnchanged(each, known, channel, files[at] ?? []));
  await run.directory.load(peopleIn(changed.flatMap((each) => each.messages)));
  for (const [at, each] of whole.entries()) {
    context.signal.throwIfAborted();
    yield* emitOne(run, channel, { each, files: files[at] ?? [], known, knownFiles }, options);
  }
}

/** Asks the host what it has of these, and Slack for the threads that look different now. */
async function readChanged(
  run: Run,
  channel: Channel,
  drafts: readonly Draft[],
  { isDeep }: EmitOptions,
): Promise<{ readonly fetched: ReadonlyMap<Ts, Fetched>; readonly known: Known }> {
  const { context } = run.session;
  const known = await context.known(drafts.map((draft) => messageDocumentId(channel.id, draft.ts)));
  const isToRead = ({ ts, parent, rows, isOnlyTold }: Draft): boolean => {
    if (parent === undefined) return isOnlyTold === true;
    const { shown } = splitKey(known.get(messageDocumentId(channel.id, ts))?.changeKey);
    return shown !== shownKey(context.settings, parent, rows) || isDeep(parent);
  };
  const fetched = new Map<Ts, Fetched>();
  await inParallel(run, drafts.filter(isToRead), async (draft) => void fetched.set(draft.ts, await fetchThread(run, channel, draft)));
  return { fetched, known };
}

interface Whole {
  readonly draft: Draft;
  readonly messages: readonly RawMessage[];
  readonly shown: string;
  readonly replies: string;
  /** Only its first message is known: the replies are as they were. */
  readonly isPartial: boolean;
  readonly isGone: boolean;
  readonly problem?: Problem;
}

function complete(run: Run, listed: Draft, fetched: Fetched | undefined, keptReplies: string): Whole {
  const { settings } = run.session.context;
  const draft = withParent(run, listed, fetched);
  const shown = shownKey(settings, draft.parent, draft.rows);
  const base = { draft, shown, messages: draft.rows, replies: "", isPartial: false, isGone: false };
  if (draft.parent === undefined && listed.isOnlyTold !== true) return base;
  if (fetched === undefined) return { ...base, replies: keptReplies, isPartial: true };
  if ("problem" in fetched) return { ...base, problem: fetched.problem };
  if (fetched.rows === null) return { ...base, isGone: true };
  const replies = fetched.rows.filter((row) => row.ts !== draft.ts && isContent(row, settings.includeBots));
  return { ...base, messages: [...draft.rows, ...replies], replies: repliesKey(replies) };
}

/** The first message of a thread that only a reply told of. */
function withParent(run: Run, draft: Draft, fetched: Fetched | undefined): Draft {
  if (draft.isOnlyTold !== true || fetched === undefined || !("rows" in fetched)) return draft;
  const parent = fetched.rows?.find((row) => row.ts === draft.ts);
  return parent === undefined ? draft : threadDraft(run, parent);
}

function isUnchanged({ draft, shown, replies, isPartial }: Whole, known: Known, channel: Channel, files: readonly RawFile[]): boolean {
  const key = known.get(messageDocumentId(channel.id, draft.ts))?.changeKey;
  if (isPartial) return splitKey(key).shown === shown;
  return key === joinKey({ shown, replies, files: files.map((file) => file.id) });
}

interface Emission {
  readonly each: Whole;
  readonly files: readonly RawFile[];
  readonly known: Known;
  readonly knownFiles: Known;
}

async function* emitOne(
  run: Run,
  channel: Channel,
  { each, files, known, knownFiles }: Emission,
  options: EmitOptions,
): AsyncGenerator<SyncOp, void> {
  const { draft, shown, replies, messages, problem } = each;
  const id = messageDocumentId(channel.id, draft.ts);
  const before = splitKey(known.get(id)?.changeKey);
  if (problem !== undefined) {
    options.onShown(draft.ts);
    yield { op: "error", error: { scope: "document", ref: id, ...problem } };
    yield* keepFiles(run, channel, before.files, knownFiles);
    return;
  }
  if (isUnchanged(each, known, channel, files)) {
    options.onShown(draft.ts);
    run.shown++;
    yield { op: "unchanged", id };
    if (!each.isPartial) yield* syncFiles(run, channel, files, knownFiles);
    else yield* keepFiles(run, channel, before.files, knownFiles);
    return;
  }
  const conversation: Conversation = {
    ts: draft.ts,
    isThread: draft.parent !== undefined,
    messages,
    key: { shown, replies, files: files.map((file) => file.id) },
  };
  const document = each.isGone ? null : conversationToDocument(run.session, channel, conversation, run.names);
  if (document === null) {
    if (known.has(id)) yield { op: "delete", id, reason: "deleted" };
  } else {
    options.onShown(draft.ts);
    run.shown++;
    yield { op: "upsert", document };
    yield* syncFiles(run, channel, files, knownFiles);
  }
  const kept = new Set(files.map((file) => file.id));
  yield* deleteFiles(
    run,
    channel,
    before.files.filter((fileId) => !kept.has(fileId)),
  );
}

/** Files of a thread that did not change: their own descriptions were not asked for. */
function* keepFiles(run: Run, channel: Channel, fileIds: readonly string[], known: Known): Generator<SyncOp, void> {
  for (const fileId of fileIds) {
    const id = fileDocumentId(channel.id, fileId);
    if (!known.has(id) || run.filesShown.has(id)) continue;
    run.filesShown.add(id);
    run.shown++;
    yield { op: "unchanged", id };
  }
}

/** But for those that another message of this run still shows. */
export function* deleteFiles(run: Run, channel: Channel, fileIds: readonly string[]): Generator<SyncOp, void> {
  for (const fileId of new Set(fileIds)) {
    const id = fileDocumentId(channel.id, fileId);
    if (!run.filesShown.has(id)) yield { op: "delete", id, reason: "deleted" };
  }
}

const MAX_FAULTS_IN_A_ROW = 5;

async function fetchThread(run: Run, channel: Channel, draft: Draft): Promise<Fetched> {
  try {
    const rows = await readThread(run, channel.id, draft.ts);
    run.threadFaults = 0;
    return { rows: rows?.toSorted((one, other) => compareTs(one.ts, other.ts)) ?? null };
  } catch (error) {
    run.session.context.signal.throwIfAborted();
    if (error instanceof Refusal) return { problem: channelProblem(containerIdOf(run.session, channel.id), error) };
    if (!isSmartyError(error) || (error.code !== "unavailable" && error.code !== "network")) throw error;
    // One thread that Slack cannot give is its own fault; several in a row are Slack's.
    if (++run.threadFaults >= MAX_FAULTS_IN_A_ROW) throw error;
    return { problem: { code: "network", message: "Slack did not give this thread; it is tried again later.", retryable: true } };
  }
}
