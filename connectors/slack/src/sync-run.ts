import type { SyncOp } from "@smartypants/sdk";
import { type Channel, type ChannelFilter, createChannelFilter } from "./channels.ts";
import type { ChannelState, SlackCheckpoint } from "./checkpoint.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { createPace, type Pace } from "./pace.ts";
import type { Names } from "./mrkdwn.ts";
import type { Session } from "./session.ts";

/** What one run knows. */
export interface Run {
  readonly session: Session;
  readonly filter: ChannelFilter;
  readonly directory: Directory;
  readonly names: Names;
  readonly pace: Pace;
  readonly startedAt: number;
  /** Replaced whole, never changed: checkpoints share them. */
  readonly states: Map<string, ChannelState>;
  /** Ids of file documents that this run has told of. */
  readonly filesShown: Set<string>;
  /** Documents told of so far. */
  shown: number;
  /** Threads in a row that Slack could not give. */
  threadFaults: number;
  /** Container ids of channels that could not be read whole. */
  readonly incomplete: Set<string>;
  /** Names of public channels, which every reader may see. */
  readonly publicNames: Map<string, string>;
}

export async function createRun(session: Session, checkpoint: SlackCheckpoint | null): Promise<Run> {
  const directory = createDirectory(session);
  const publicNames = new Map<string, string>();
  return {
    session,
    filter: createChannelFilter(session.context.settings),
    directory,
    names: { user: (id) => directory.nameOf(id), channel: (id) => publicNames.get(id) },
    pace: createPace(checkpoint?.mode ?? "normal"),
    startedAt: await session.now(),
    states: new Map(Object.entries(checkpoint?.channels ?? {})),
    filesShown: new Set(),
    shown: 0,
    threadFaults: 0,
    incomplete: new Set(),
    publicNames,
  };
}

export function rememberNames(run: Run, channels: Iterable<Channel>): void {
  for (const channel of channels) if (!channel.isPrivate) run.publicNames.set(channel.id, channel.name);
}

/** A snapshot: what it holds is never changed later. */
export function checkpointOp(run: Run): SyncOp {
  const value: SlackCheckpoint = { channels: Object.fromEntries(run.states), mode: run.pace.mode };
  return { op: "checkpoint", value };
}
