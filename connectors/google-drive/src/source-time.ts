import { SmartyError } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { askGoogleText } from "./transport.ts";

/** The time that signed requests bear: the host's, unless the settings name another source. Milliseconds since 1970. */
export async function sourceTime(context: Pick<DriveContext, "http" | "signal" | "settings" | "now">): Promise<number> {
  const { timeUrl } = context.settings.advanced;
  if (timeUrl === undefined) return context.now();
  const { text, headers } = await askGoogleText(context, { url: timeUrl, limit: "token", account: "" });
  const time = readTime(text) ?? Date.parse(headers["date"] ?? "");
  if (Number.isFinite(time)) return time;
  throw new SmartyError("config", "The time source does not tell the time. Check its address in the settings.");
}

/** A number of milliseconds or an ISO time, alone or as `now` of a JSON object; null when it is neither. */
function readTime(text: string): number | null {
  const value = parse(text);
  const time = typeof value === "object" && value !== null && "now" in value ? value.now : value;
  if (typeof time === "number") return time;
  const parsed = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Bare text.
    return text.trim();
  }
}
