/** Longer ones are taken for a mistake of the sender. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * How long an answer asks to wait, in milliseconds; null when it does not say, or says nothing that makes sense. A date is read by the sender's own
 * clock where the answer has one.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: number): number | null {
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return clamp(Number(text) * 1000);
  // Only what looks like a date: `Date.parse` makes something of nearly everything.
  if (!/^[A-Z][a-z]+, \d/.test(text)) return null;
  const at = Date.parse(text);
  const sent = Date.parse(headers["date"] ?? "");
  return Number.isNaN(at) ? null : clamp(at - (Number.isNaN(sent) ? now : sent));
}

function clamp(ms: number): number | null {
  return ms > 0 ? Math.min(Math.ceil(ms), LONGEST_MS) : null;
}
