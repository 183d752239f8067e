import { isSmartyError, type SourceDocument } from "@smartypants/sdk";
import { repliesKey, shownKey } from "./change-key.ts";
import { type Channel, toChannel, toContainer } from "./channels.ts";
import { documentFiles, describeFile, loadFile } from "./files.ts";
import { LISTING_ROWS, readThread, readWindow, Refusal } from "./history.ts";
import { type ItemRef, readItemId } from "./links.ts";
import { isContent, isReply, isThread, peopleIn } from "./message.ts";
import { slices, toRuns } from "./runs.ts";
import { openSession } from "./session.ts";
import { refusalError } from "./slack-errors.ts";
import type { Context, RawChannel, RawFile, RawMessage } from "./slack-types.ts";
import { createRun, type Run } from "./sync-run.ts";
import { conversationToDocument } from "./to-document.ts";
import { compareTs, dayStart, msOf, type Ts, tsOfMs } from "./timestamps.ts";

const DAY_MS = 86_400_000;

/**
 * The document of this id, or the one that now holds the message it names: for a message inside of a run, the run; for a reply, its
 * thread. Null only when Slack says that there is none, or that the app may not see it.
 */
export async function fetchOne(context: Context, id: string): Promise<SourceDocument | null> {
  context.signal.throwIfAborted();
  const ref = readItemId(id);
  if (ref === null) return null;
  const { run, channels } = await startFetching(context);
  try {
    const channel = await (channels.get(ref.channelId) ?? remember(channels, ref.channelId, findChannel(run, ref.channelId)));
    if (channel === null) return null;
    const document = ref.fileId === undefined ? await fetchConversation(run, channel, ref) : await fetchFile(run, channel, ref.fileId);
    // It may have been public when it was last shown.
    return document === null || !channel.isPrivate ? document : { ...document, container: toContainer(run.session, channel) };
  } catch (error) {
    if (error instanceof Refusal && (error.word === "channel_not_found" || error.word === "not_in_channel")) return null;
    if (error instanceof Refusal)
      throw refusalError("conversations.history", { error: error.word, ...(error.needed !== undefined && { needed: error.needed }) });
    throw error;
  }
}

interface Fetching {
  readonly run: Run;
  readonly channels: Map<string, Promise<Channel | null>>;
}

/** A hundred items of one job are one session, and each channel is looked at once. */
const started = new WeakMap<Context, Promise<Fetching>>();

async function startFetching(context: Context): Promise<Fetching> {
  const fetching =
    started.get(context) ?? openSession(context).then(async (session) => ({ run: await createRun(session, null), channels: new Map() }));
  started.set(context, fetching);
  return fetching.catch((error: unknown) => {
    started.delete(context);
    throw error;
  });
}

function remember(channels: Fetching["channels"], id: string, channel: Promise<Channel | null>): Promise<Channel | null> {
  channels.set(id, channel);
  void channel.catch(() => channels.delete(id));
  return channel;
}

async function findChannel({ session, filter, publicNames }: Run, channelId: string): Promise<Channel | null> {
  const answer = await session.api.call<{ channel?: RawChannel }>("conversations.info", { channel: channelId });
  if (!answer.ok && answer.error !== "channel_not_found") throw refusalError("conversations.info", answer);
  if (!answer.ok || answer.channel === undefined) return null;
  const channel = toChannel(session, answer.channel);
  if (!channel.isPrivate) publicNames.set(channel.id, channel.name);
  return filter.isWanted(channel) && (channel.isMember || channel.isArchived) ? channel : null;
}

async function fetchFile(run: Run, channel: Channel, fileId: string): Promise<SourceDocument | null> {
  const file = await describeFile(run, fileId);
  if (file === null || !isSharedIn(file, channel.id)) return null;
  if (documentFiles(run.session.context.settings, [{ ts: "0.000000", files: [file] }]).length === 0) return null;
  const document = await loadFile(run, channel, file);
  if (!isSmartyError(document)) return document;
  if (document.code === "not_found") return null;
  throw document;
}

function isSharedIn({ channels = [], groups = [], ims = [], shares = {} }: RawFile, channelId: string): boolean {
  return [...channels, ...groups, ...ims, ...Object.values(shares).flatMap((each) => Object.keys(each))].includes(channelId);
}

async function fetchConversation(run: Run, channel: Channel, { ts, isNeighbour }: ItemRef): Promise<SourceDocument | null> {
  if (ts === undefined) return null;
  if (isNeighbour) return fetchRun(run, channel, ts, true);
  const row = await findRow(run, channel, ts);
  if (row !== undefined && !isReply(row)) return isThread(row) ? fetchThread(run, channel, row) : fetchRun(run, channel, ts, false);
  const rows = row?.thread_ts === undefined ? await readThread(run, channel.id, ts) : null;
  const parentTs = row?.thread_ts ?? rows?.[0]?.thread_ts;
  const parent = parentTs === undefined ? undefined : await findRow(run, channel, parentTs);
  return parent === undefined || !isThread(parent) ? null : fetchThread(run, channel, parent);
}

/** As the listing of the channel shows it, or the change key would be another one. */
async function findRow(run: Run, channel: Channel, ts: Ts): Promise<RawMessage | undefined> {
  const window = { oldest: ts, latest: ts, isOldestIncluded: true, isLatestIncluded: true };
  for await (const page of readWindow(run, channel.id, window, 1)) {
    const row = page.rows.find((each) => each.ts === ts);
    if (row !== undefined) return row;
  }
  return undefined;
}

async function fetchThread(run: Run, channel: Channel, parent: RawMessage): Promise<SourceDocument | null> {
  const { settings } = run.session.context;
  const thread = await readThread(run, channel.id, parent.ts);
  if (thread === null) return null;
  const first = isContent(parent, settings.includeBots) ? [parent] : [];
  const replies = thread.filter((row) => row.ts !== parent.ts && isContent(row, settings.includeBots));
  const messages = [...first, ...replies];
  await run.directory.load(peopleIn(messages));
  const files = documentFiles(settings, messages).map((file) => file.id);
  const key = { shown: shownKey(settings, parent, first), replies: repliesKey(replies), files };
  return conversationToDocument(run.session, channel, { ts: parent.ts, isThread: true, messages, key }, run.names);
}

/** The run of messages that this one is in; of a neighbour, the one that ends last before it, where it would have been. */
async function fetchRun(run: Run, channel: Channel, ts: Ts, isNeighbour: boolean): Promise<SourceDocument | null> {
  const { settings } = run.session.context;
  const rows: RawMessage[] = [];
  const window = { oldest: dayStart(msOf(ts)), latest: tsOfMs(msOf(dayStart(msOf(ts))) + DAY_MS), isOldestIncluded: true };
  for await (const page of readWindow(run, channel.id, window, LISTING_ROWS))
    rows.push(...page.rows.filter((row) => !isThread(row) && !isReply(row) && isContent(row, settings.includeBots)));
  const parts = toRuns(rows).flatMap(slices);
  const messages = isNeighbour
    ? parts.findLast((part) => part[0] !== undefined && compareTs(part[0].ts, ts) < 0)
    : parts.find((part) => part.some((row) => row.ts === ts));
  const first = messages?.[0];
  if (messages === undefined || first === undefined) return null;
  await run.directory.load(peopleIn(messages));
  const files = documentFiles(settings, messages).map((file) => file.id);
  const key = { shown: shownKey(settings, undefined, messages), replies: "", files };
  return conversationToDocument(run.session, channel, { ts: first.ts, isThread: false, messages, key }, run.names);
}
