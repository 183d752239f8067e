import type { RateLimit } from "@smartypants/sdk";
import type { SlackSettings } from "./settings.ts";

const MINUTE_MS = 60_000;
/** Slack's tiers, in requests a minute for a method and a workspace. */
const TIER_2: RateLimit = { requests: 20, perMs: MINUTE_MS };
const TIER_3: RateLimit = { requests: 50, perMs: MINUTE_MS, concurrency: 4 };
const TIER_4: RateLimit = { requests: 100, perMs: MINUTE_MS, concurrency: 4 };

const METHODS = {
  "apps.connections.open": TIER_2,
  "auth.teams.list": TIER_2,
  "auth.test": TIER_4,
  "conversations.history": TIER_3,
  "conversations.info": TIER_3,
  "conversations.join": TIER_3,
  "conversations.list": TIER_2,
  "conversations.members": TIER_4,
  "conversations.replies": TIER_3,
  "files.info": TIER_4,
  "oauth.v2.access": TIER_4,
  "team.info": TIER_3,
  "users.conversations": TIER_3,
  "users.info": TIER_4,
  "users.list": TIER_2,
  /** Downloads, not a method. */
  files: { requests: 600, perMs: MINUTE_MS, concurrency: 4 },
} as const satisfies Readonly<Record<string, RateLimit>>;

export type Method = Exclude<keyof typeof METHODS, "files">;
type Bucket = keyof typeof METHODS;

/** Another server than Slack's own says by 429 what it allows; a count of ours would only hold it back. */
const OTHER: RateLimit = { requests: 100_000, perMs: MINUTE_MS, concurrency: 8 };
/** What Slack allows apps that are sold outside of its marketplace. */
const RESTRICTED: RateLimit = { requests: 1, perMs: MINUTE_MS, concurrency: 1 };
export const RESTRICTED_EVERY_MS = MINUTE_MS;
export const RESTRICTED_ROWS = 15;

export type Mode = "normal" | "restricted";

const isRestrictable = (bucket: Bucket) => bucket === "conversations.history" || bucket === "conversations.replies";

/** Every bucket by its name. */
export const LIMITS: Readonly<Record<string, RateLimit>> = Object.fromEntries(
  Object.entries(METHODS).flatMap(([bucket, limit]) => [
    [bucket, limit],
    [`other:${bucket}`, OTHER],
    ...(isRestrictable(bucket as Bucket) ? [[`restricted:${bucket}`, RESTRICTED] as const] : []),
  ]),
);

export function bucketOf(bucket: Bucket, mode: Mode, { advanced }: Pick<SlackSettings, "advanced">): string {
  if (mode === "restricted" && isRestrictable(bucket)) return `restricted:${bucket}`;
  return isSlacksOwn(advanced.apiBaseUrl) ? bucket : `other:${bucket}`;
}

/** How many requests of one method are worth having under way at the same time. */
export function concurrencyOf(mode: Mode, { advanced }: Pick<SlackSettings, "advanced">): number {
  if (mode === "restricted") return 1;
  return isSlacksOwn(advanced.apiBaseUrl) ? 4 : 8;
}

function isSlacksOwn(apiBaseUrl: string): boolean {
  return /(^|\.)slack(-gov)?\.com$/.test(new URL(apiBaseUrl).hostname);
}
