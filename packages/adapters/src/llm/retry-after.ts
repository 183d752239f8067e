/** A provider's answer may ask for any wait; nothing here is postponed by more than a day. */
const LONGEST_MS = 24 * 3600 * 1000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How long the provider asks to wait, in milliseconds: by header as seconds, milliseconds or a date, by the moment its limits are renewed, or in the text. */
export function readRetryAfter(headers: Readonly<Record<string, string>>, text: string, now: number): number | undefined {
  const waitMs =
    positive(Number(headers["retry-after-ms"] ?? Number.NaN)) ??
    fromRetryAfter(headers["retry-after"], now) ??
    fromLimits(headers, now) ??
    durationIn(/"retryDelay"\s*:\s*"([\d.]+s)"/.exec(text)?.[1]) ??
    durationIn(/try again in ((?:[\d.]+\s?(?:ms|s|m|h))+)/i.exec(text)?.[1]) ??
    secondsIn(/"estimated_time"\s*:\s*([\d.]+)/.exec(text)?.[1]);
  return waitMs === undefined ? undefined : Math.min(Math.ceil(waitMs), LONGEST_MS);
}

function fromRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  // `Date.parse` finds a year in any number.
  return Number.isNaN(Number(value)) ? positive(Math.max(0, Date.parse(value) - now)) : secondsIn(value);
}

/** Of the limits that are used up, the one renewed last. */
function fromLimits(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const waits = Object.entries(headers).flatMap(([name, value]) => {
    const isReset = /^(?:x-|anthropic-)ratelimit-.*reset/.test(name);
    if (!isReset || headers[name.replace("reset", "remaining")] !== "0") return [];
    return durationIn(value) ?? positive(Math.max(0, Date.parse(value) - now)) ?? [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** "6m0s", "20ms", "1.5s"; a bare number is no duration. */
function durationIn(text: string | undefined): number | undefined {
  const compact = text?.replaceAll(" ", "").toLowerCase() ?? "";
  if (!/^(?:[\d.]+(?:ms|s|m|h|d))+$/.test(compact)) return undefined;
  let sum = 0;
  for (const [, count, unit = ""] of compact.matchAll(/([\d.]+)(ms|s|m|h|d)/g)) sum += Number(count) * (UNIT_MS[unit] ?? 0);
  return positive(sum);
}

function secondsIn(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === "" ? undefined : positive(Number(text) * 1000);
}

function positive(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
