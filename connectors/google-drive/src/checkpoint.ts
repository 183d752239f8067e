import { z } from "zod";

/** Where a person's or drive's change log is read on. */
const RootState = z.object({
  token: z.string(),
  /** Of a shared drive: differs when its members do. What is shared beyond them lists them too, and no log tells that. */
  readers: z.string().optional(),
});

/** Ids of files that are seen from outside, at most: more would make the checkpoint too large. */
export const MAX_REMEMBERED = 20_000;

/**
 * What a source remembers between two runs. `listing`: everything is listed (again), whatever was stored; `changes`: only what the logs tell
 * since. Nothing in it is secret.
 */
export const DriveCheckpoint = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("listing") }),
  z.object({
    phase: z.literal("changes"),
    /** Of the settings that decide what is wanted. */
    scope: z.string(),
    roots: z.record(z.string(), RootState),
    /** What shortcuts brought in, by shortcut. Null when there is too much of it. */
    via: z.record(z.string(), z.object({ targetId: z.string(), isFolder: z.boolean(), account: z.string() })).nullable(),
    /** Who sees files of people outside, by file. Null when there are too many. */
    outside: z.record(z.string(), z.array(z.string())).nullable(),
    /** When permissions end by themselves, by file or folder. */
    endings: z.record(z.string(), z.object({ at: z.number(), account: z.string() })).nullable(),
    /** Chosen folders that nobody saw. */
    missing: z.array(z.string()),
  }),
]);

export type DriveCheckpoint = z.infer<typeof DriveCheckpoint>;
export type ChangesCheckpoint = Extract<DriveCheckpoint, { phase: "changes" }>;

export const CHECKPOINT_VERSION = 1;
