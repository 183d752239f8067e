import type { Clock } from "@smartypants/core";

export const systemClock: Clock = { now: () => Date.now() };
