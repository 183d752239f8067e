import { z } from "zod";

const TsText = z.string().regex(/^\d{1,10}\.\d{6}$/);

/** A window that is being read page by page. */
const Pass = z.strictObject({
  kind: z.enum(["poll", "slim", "full"]),
  /** Which threads are read again although their first message shows no change. */
  deep: z.enum(["all", "window"]).optional(),
  /** When it began, in milliseconds. */
  startedAt: z.number(),
  oldest: TsText.optional(),
  isOldestIncluded: z.boolean(),
  /** Fixed when the pass begins, so that it ends. */
  latest: TsText,
  cursor: z.string().max(2000).optional(),
  /** Outermost rows read so far. */
  lowest: TsText.optional(),
  highest: TsText.optional(),
  /** First and last message of runs that may go on beyond what was read. */
  open: z.array(z.tuple([TsText, TsText])).max(4),
  /** Remembered documents that the pass has not met yet, packed. */
  left: z.string(),
  /** Whether Slack hides what is older. */
  isLimited: z.boolean(),
  rows: z.number(),
});

const ChannelState = z.strictObject({
  /** The newest top-level message that was stored with everything before it. */
  newest: TsText.optional(),
  /** First message of the last run, while it may still go on. */
  tail: TsText.optional(),
  /** The oldest message ever shown: tells a history horizon from an empty past. */
  first: TsText.optional(),
  /** Documents of the last days, packed: how a deletion is noticed. */
  window: z.string(),
  lastSlim: z.number(),
  lastFull: z.number(),
  isPrivate: z.boolean(),
  /** After its last reading; nothing is posted there any more. */
  isArchived: z.boolean(),
  pass: Pass.optional(),
});

export const SlackCheckpoint = z.strictObject({
  channels: z.record(z.string(), ChannelState),
  mode: z.enum(["normal", "restricted"]),
});

export const CHECKPOINT_VERSION = 1;

export type PassState = z.infer<typeof Pass>;
export type ChannelState = z.infer<typeof ChannelState>;
export type SlackCheckpoint = z.infer<typeof SlackCheckpoint>;
