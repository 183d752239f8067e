import type { InventoryOp } from "@smartypants/sdk";
import { joinKey, shownKey, splitKey } from "./change-key.ts";
import { type Channel, containerIdOf } from "./channels.ts";
import type { SlackCheckpoint } from "./checkpoint.ts";
import { type Draft, threadDraft } from "./conversations.ts";
import { documentFiles } from "./files.ts";
import { LISTING_ROWS, readWindow } from "./history.ts";
import { fileDocumentId, messageDocumentId } from "./links.ts";
import { isContent, isReply, isThread } from "./message.ts";
import { CLOCK_AHEAD_MS, EMPTY_CHANNEL } from "./plan-pass.ts";
import { createRunCollector, slices } from "./runs.ts";
import { openSession } from "./session.ts";
import type { Context, RawMessage } from "./slack-types.ts";
import { createRun, type Run } from "./sync-run.ts";
import { isHorizon } from "./sync-channel.ts";
import { channelsInScope, tryChannel } from "./sync-slack.ts";
import { tsOfMs } from "./timestamps.ts";

/** Everything in scope by one listing of each channel: no thread is opened, no file loaded. */
export async function* inventory(context: Context, checkpoint: SlackCheckpoint | null): AsyncGenerator<InventoryOp, void> {
  context.signal.throwIfAborted();
  const run = await createRun(await openSession(context), checkpoint);
  const channels = await channelsInScope(run, { isJoining: false, isWhole: true });
  let faults = 0;
  for (const channel of channels.values()) {
    const ops = tryChannel(run, channel, listChannel(run, channel), faults);
    for (let step = await ops.next(); ; step = await ops.next()) {
      if (step.done === true) {
        faults = step.value === "fault" ? faults + 1 : 0;
        break;
      }
      // What could not be listed is said once, at the end.
      if (step.value.op === "item") yield step.value;
    }
  }
  // An archived channel, or one that only seems to be gone: the sync looks at each by itself.
  for (const id of run.states.keys()) if (!channels.has(id)) run.incomplete.add(containerIdOf(run.session, id));
  context.signal.throwIfAborted();
  yield { op: "end", complete: true, ...(run.incomplete.size > 0 && { incompleteContainers: [...run.incomplete] }) };
}

/** The items of one channel. Throws `Refusal`. */
export async function* listChannel(run: Run, channel: Channel): AsyncGenerator<Extract<InventoryOp, { op: "item" }>, void> {
  const { settings } = run.session.context;
  const collector = createRunCollector();
  let isLimited = false;
  const window = { latest: tsOfMs(run.startedAt + CLOCK_AHEAD_MS), isOldestIncluded: false };
  const toDrafts = (runs: readonly (readonly RawMessage[])[]): readonly Draft[] =>
    runs.flatMap(slices).flatMap((rows) => (rows[0] === undefined ? [] : [{ ts: rows[0].ts, rows }]));
  for await (const page of readWindow(run, channel.id, window, LISTING_ROWS)) {
    isLimited ||= page.isLimited;
    const rows = page.rows.filter((row) => !isThread(row) && !isReply(row) && isContent(row, settings.includeBots));
    const threads = page.rows.filter(isThread).map((row) => threadDraft(run, row));
    yield* listItems(run, channel, [...threads, ...toDrafts(collector.add(page.rows, rows))]);
  }
  // What the plan hides is not gone.
  const state = run.states.get(channel.id) ?? EMPTY_CHANNEL;
  if (isHorizon(run, { isLimited, collector, kind: "full" }, state)) run.incomplete.add(containerIdOf(run.session, channel.id));
  yield* listItems(run, channel, toDrafts(collector.rest()));
}

async function* listItems(
  run: Run,
  channel: Channel,
  drafts: readonly Draft[],
): AsyncGenerator<Extract<InventoryOp, { op: "item" }>, void> {
  if (drafts.length === 0) return;
  const { context } = run.session;
  const containerId = containerIdOf(run.session, channel.id);
  const known = await context.known(drafts.map((draft) => messageDocumentId(channel.id, draft.ts)));
  for (const draft of drafts) {
    const id = messageDocumentId(channel.id, draft.ts);
    // A thread that only apps wrote in is no document.
    if (draft.rows.length === 0 && !known.has(id)) continue;
    const kept = splitKey(known.get(id)?.changeKey).files;
    const listed = documentFiles(context.settings, draft.rows).map((file) => file.id);
    const shown = shownKey(context.settings, draft.parent, draft.rows);
    // Of a thread only a part of the key can be told by a listing.
    const changeKey = draft.parent === undefined ? { changeKey: joinKey({ shown, replies: "", files: listed }) } : {};
    yield { op: "item", id, containerId, ...changeKey };
    const fileIds = draft.parent === undefined ? listed : [...listed, ...kept];
    for (const fileId of new Set(fileIds.map((each) => fileDocumentId(channel.id, each)))) {
      if (run.filesShown.has(fileId)) continue;
      run.filesShown.add(fileId);
      yield { op: "item", id: fileId, containerId };
    }
  }
}
