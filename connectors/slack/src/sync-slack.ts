import { isSmartyError, type SyncOp } from "@smartypants/sdk";
import { type Channel, channelGroupId, containerIdOf, listChannels, titleOfGroup, toChannel, toContainer } from "./channels.ts";
import type { ChannelState, SlackCheckpoint } from "./checkpoint.ts";
import { channelMembers } from "./groups.ts";
import { Refusal } from "./history.ts";
import { EMPTY_CHANNEL, isNightDue, planPass } from "./plan-pass.ts";
import { channelProblem } from "./problems.ts";
import { openSession, type Session } from "./session.ts";
import { codeWord } from "./slack-errors.ts";
import type { Context, RawChannel } from "./slack-types.ts";
import { checkpointOp, createRun, rememberNames, type Run } from "./sync-run.ts";
import { syncChannel } from "./sync-channel.ts";

/** A commit each is too much for channels in which nothing happened. */
const CHANNELS_PER_CHECKPOINT = 25;
const MAX_FAULTS_IN_A_ROW = 3;
const LISTING_GOOD_FOR_MS = 60_000;

/** All channels in scope, each as its state asks for. */
export async function* syncSlack(context: Context, checkpoint: SlackCheckpoint | null): AsyncGenerator<SyncOp, void> {
  context.signal.throwIfAborted();
  const run = await createRun(await openSession(context), checkpoint);
  const isNight = isNightDue(run);
  const channels = await channelsInScope(run, { isJoining: true, isWhole: checkpoint === null || isNight });
  // Before anything else: whoever has lost access must not see what comes now.
  yield* showContainers(run, channels);
  yield* settleMissing(run, channels);
  try {
    yield* syncChannels(run, channels, isNight);
  } catch (error) {
    // The next try has to know whether Slack restricts the app, and goes on where this one had come to.
    if (isSmartyError(error) && error.code === "rate_limited" && !context.signal.aborted) yield checkpointOp(run);
    throw error;
  }
}

async function* syncChannels(run: Run, channels: ReadonlyMap<string, Channel>, isNight: boolean): AsyncGenerator<SyncOp, void> {
  let isEverything = true;
  let faults = 0;
  let sinceCheckpoint = 0;
  for (const listed of channels.values()) {
    const state = run.states.get(listed.id) ?? EMPTY_CHANNEL;
    const pass = planPass(run, listed, state, isNight);
    isEverything &&= pass?.kind === "full" && state.pass === undefined;
    if (pass === null) continue;
    const channel = await asItIsNow(run, listed);
    if (channel !== listed) yield* showAsPrivate(run, channel);
    const outcome = yield* tryChannel(run, channel, syncChannel(run, channel, state, pass), faults);
    faults = outcome === "fault" ? faults + 1 : 0;
    const isQuiet = pass.kind === "poll" && ++sinceCheckpoint < CHANNELS_PER_CHECKPOINT;
    if (isQuiet) continue;
    sinceCheckpoint = 0;
    yield checkpointOp(run);
  }
  yield { op: "progress", done: run.shown };
  yield checkpointOp(run);
  run.session.context.signal.throwIfAborted();
  yield {
    op: "done",
    listed: isEverything ? "everything" : "changes",
    ...(run.incomplete.size > 0 && { incompleteContainers: [...run.incomplete] }),
  };
}

/** In a run that takes long a public channel may have become private since it was listed: what is said there now is not for everybody. */
async function asItIsNow({ session, startedAt }: Run, channel: Channel): Promise<Channel> {
  if (channel.isPrivate || (await session.now()) - startedAt < LISTING_GOOD_FOR_MS) return channel;
  const answer = await session.api.call<{ channel?: RawChannel }>("conversations.info", { channel: channel.id });
  // One that cannot be looked at any more says so when it is read.
  const isPrivate = answer.ok && answer.channel !== undefined && toChannel(session, answer.channel).isPrivate;
  return isPrivate ? { ...channel, isPrivate } : channel;
}

/** A channel that cannot be read is told of and left as it is; the others go on. */
export async function* tryChannel<Op>(
  run: Run,
  channel: Channel,
  work: AsyncIterable<Op>,
  faults: number,
): AsyncGenerator<Op | Extract<SyncOp, { op: "error" }>, "read" | "refused" | "fault"> {
  const ref = containerIdOf(run.session, channel.id);
  try {
    yield* work;
    return "read";
  } catch (error) {
    run.session.context.signal.throwIfAborted();
    if (error instanceof Refusal) {
      run.incomplete.add(ref);
      yield { op: "error", error: { scope: "container", ref, ...channelProblem(ref, error) } };
      return "refused";
    }
    const isPassing = isSmartyError(error) && (error.code === "unavailable" || error.code === "network");
    // Several in a row are no fault of a channel.
    if (!isPassing || faults + 1 >= MAX_FAULTS_IN_A_ROW) throw error;
    run.incomplete.add(ref);
    yield { op: "error", error: { scope: "container", ref, code: "network", message: error.message, retryable: true } };
    return "fault";
  }
}

export interface ScopeOptions {
  /** Whether public channels that match are joined on the way. */
  readonly isJoining: boolean;
  /** Whether all that is there is asked for: then archived channels that the app was put out of are noticed, and what was read of them is kept. */
  readonly isWhole: boolean;
}

/** What the operator wants and the app can read. */
export async function channelsInScope(run: Run, { isJoining, isWhole }: ScopeOptions): Promise<ReadonlyMap<string, Channel>> {
  const { session, filter } = run;
  const mayJoin = isJoining && session.context.settings.joinPublic.length > 0;
  const visible = await listChannels(session, mayJoin || isWhole);
  rememberNames(run, visible.values());
  const inScope = new Map<string, Channel>();
  for (const channel of [...visible.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    if (!filter.isWanted(channel)) continue;
    if (channel.isMember || (mayJoin && (await join(run, channel)))) inScope.set(channel.id, channel);
    else if (channel.isArchived) run.incomplete.add(containerIdOf(session, channel.id));
  }
  warnOfMissing(run, inScope);
  return inScope;
}

async function join({ session, filter }: Run, channel: Channel): Promise<boolean> {
  if (channel.isPrivate || channel.isArchived || !filter.isToJoin(channel)) return false;
  const answer = await session.api.call("conversations.join", { channel: channel.id });
  if (!answer.ok) {
    // It may have been archived since it was listed.
    session.context.log("warn", "A public channel could not be joined; it is skipped.", {
      channel: channel.id,
      reason: codeWord(answer.error),
    });
  }
  return answer.ok;
}

function warnOfMissing({ session, filter }: Run, inScope: ReadonlyMap<string, Channel>): void {
  const names = new Set([...inScope.values()].map((channel) => channel.name.toLowerCase()));
  for (const name of filter.exactNames)
    if (!names.has(name.toLowerCase()))
      session.context.log("warn", "A channel that is to be read is not there, or the app is no member of it.", { channel: name });
}

async function* showContainers(run: Run, channels: ReadonlyMap<string, Channel>): AsyncGenerator<SyncOp, void> {
  for (const channel of channels.values()) {
    const state = run.states.get(channel.id);
    if (state === undefined || state.isPrivate || !channel.isPrivate) yield { op: "container", node: toContainer(run.session, channel) };
    else yield* showAsPrivate(run, channel);
  }
}

/** It was public until now: its members come with it, or nobody could read it until the next sync of groups. */
async function* showAsPrivate({ session }: Run, channel: Channel): AsyncGenerator<SyncOp, void> {
  yield { op: "container", node: toContainer(session, channel) };
  const members = await channelMembers(session, channel).catch((error: unknown) => {
    if (isSmartyError(error) && error.code === "auth") throw error;
    return null;
  });
  if (members === null) return;
  yield { op: "group", group: { id: channelGroupId(session, channel.id), title: titleOfGroup(channel), members } };
}

/** Channels that were read before and are not in scope now: each is looked at by itself, since a listing alone proves no absence. */
async function* settleMissing(run: Run, channels: ReadonlyMap<string, Channel>): AsyncGenerator<SyncOp, void> {
  for (const [id, state] of run.states) {
    if (channels.has(id)) continue;
    const fate = await fateOf(run, id, state);
    const containerId = containerIdOf(run.session, id);
    if (fate.kind === "keep") {
      run.incomplete.add(containerId);
      if (fate.channel !== undefined) yield { op: "container", node: toContainer(run.session, fate.channel) };
      continue;
    }
    run.states.delete(id);
    yield { op: "deleteContainer", containerId, reason: fate.reason };
  }
}

type Fate =
  | { readonly kind: "keep"; readonly channel?: Channel }
  | { readonly kind: "delete"; readonly reason: "access_lost" | "deleted" | "out_of_scope" };

async function fateOf({ session, filter }: Run, id: string, state: ChannelState): Promise<Fate> {
  const answer = await session.api.call<{ channel?: RawChannel }>("conversations.info", { channel: id });
  if (!answer.ok) return answer.error === "channel_not_found" ? { kind: "delete", reason: "access_lost" } : { kind: "keep" };
  if (answer.channel === undefined) return { kind: "keep" };
  const channel = toChannel(session, answer.channel);
  if (!filter.isWanted(channel)) return { kind: "delete", reason: "out_of_scope" };
  if (channel.isArchived) return { kind: "keep", channel: withTeams(session, channel, state) };
  return channel.isMember ? { kind: "keep" } : { kind: "delete", reason: "access_lost" };
}

/** `conversations.info` names no workspace outside of an organisation's listing. */
function withTeams({ workspace }: Session, channel: Channel, state: ChannelState): Channel {
  if (channel.teamIds.length > 0 || state.isPrivate) return channel;
  return { ...channel, teamIds: workspace.isOrganisation ? [] : [workspace.id] };
}
