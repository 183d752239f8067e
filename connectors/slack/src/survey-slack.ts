import { globFault, type SurveyOp, type SurveyOptions } from "@smartypants/sdk";
import { type Channel, containerIdOf, listChannels, matcher, titleOfChannel } from "./channels.ts";
import { listChannel } from "./inventory.ts";
import { openSession } from "./session.ts";
import type { SlackSettings } from "./settings.ts";
import type { Context } from "./slack-types.ts";
import { createRun, rememberNames, type Run } from "./sync-run.ts";
import { tryChannel } from "./sync-slack.ts";

interface Judged {
  readonly channel: Channel;
  readonly isIn: boolean;
  readonly why?: string;
}

/** All channels that the app can see, with what the settings make of each; counted are those that it is a member of, by one listing of each. */
export async function* surveySlack(context: Context, { isCounted }: SurveyOptions): AsyncGenerator<SurveyOp, void> {
  context.signal.throwIfAborted();
  const run = await createRun(await openSession(context), null);
  const visible = [...(await listChannels(run.session, true)).values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  rememberNames(run, visible);
  const judged = visible.map((channel) => judge(run, channel));
  for (const { channel, isIn, why } of judged) {
    const container = { op: "container", id: containerIdOf(run.session, channel.id), title: titleOfChannel(channel), isIn } as const;
    yield { ...container, ...(why !== undefined && { why }) };
  }
  yield* notesOf(context.settings, visible);
  if (isCounted) {
    const read = judged.filter(({ channel, isIn }) => isIn && channel.isMember);
    yield* count(
      run,
      read.map(({ channel }) => channel),
    );
  }
  // What lies in threads is told by reading them.
  yield { op: "end", isAbout: true, isPartial: run.incomplete.size > 0 };
}

function judge({ session, filter }: Run, channel: Channel): Judged {
  const { channels } = session.context.settings;
  if (!filter.isWanted(channel)) {
    const by = channels.exclude.find((pattern) => matcher([pattern])(channel.name));
    return { channel, isIn: false, why: by === undefined ? "no pattern includes it" : `left out by “${by}”` };
  }
  if (channel.isMember) return { channel, isIn: true };
  const isJoined = filter.isToJoin(channel) && !channel.isPrivate && !channel.isArchived;
  if (isJoined) return { channel, isIn: true, why: "joined at the first sync, and not counted before" };
  return { channel, isIn: false, why: channel.isArchived ? "archived, and the app is no member of it" : "the app is no member of it" };
}

async function* count(run: Run, channels: readonly Channel[]): AsyncGenerator<SurveyOp, void> {
  let faults = 0;
  for (const channel of channels) {
    const ops = tryChannel(run, channel, listChannel(run, channel), faults);
    for (let step = await ops.next(); ; step = await ops.next()) {
      if (step.done === true) {
        faults = step.value === "fault" ? faults + 1 : 0;
        break;
      }
      if (step.value.op === "item") yield { op: "items", count: 1 };
    }
  }
}

function* notesOf({ channels, joinPublic }: SlackSettings, visible: readonly Channel[]): Generator<SurveyOp, void> {
  const names = visible.flatMap(({ kind, name }) => (kind === "channel" ? [name] : []));
  const lists = { "channels.include": channels.include, "channels.exclude": channels.exclude, joinPublic };
  for (const [setting, patterns] of Object.entries(lists)) {
    for (const pattern of patterns) {
      const fault = globFault(pattern);
      if (fault !== null) yield { op: "note", setting, message: fault };
      else if (!names.some(matcher([pattern]))) {
        const message = `No channel that the app can see is called “${pattern}”.`;
        yield { op: "note", setting, message };
      }
    }
  }
}
