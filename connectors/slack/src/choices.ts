import type { Choice } from "@smartypants/sdk";
import { type Channel, listChannels } from "./channels.ts";
import { openSession } from "./session.ts";
import type { Context } from "./slack-types.ts";

const MAX = 200;
const SETTINGS = new Set(["channels.include", "channels.exclude", "joinPublic"]);

/** Channels that the typed text is part of: what the app can read first. */
export async function choices(context: Context, setting: string, typed: string): Promise<readonly Choice[]> {
  if (!SETTINGS.has(setting)) return [];
  const session = await openSession(context);
  const words = typed.trim().replace(/^#/, "").replaceAll("*", "").toLowerCase();
  const isOffered = (channel: Channel) => setting !== "joinPublic" || (!channel.isPrivate && !channel.isArchived);
  return [...(await listChannels(session, true)).values()]
    .filter((channel) => channel.kind === "channel" && isOffered(channel) && channel.name.toLowerCase().includes(words))
    .toSorted((one, other) => Number(other.isMember) - Number(one.isMember) || one.name.localeCompare(other.name))
    .slice(0, MAX)
    .map((channel) => ({ value: channel.name, label: `#${channel.name}`, detail: detailOf(channel) }));
}

function detailOf({ isPrivate, isArchived, isMember }: Channel): string {
  const parts = [
    isPrivate ? "private" : "public",
    ...(isArchived ? ["archived"] : []),
    isMember ? "the app is a member" : "the app is no member yet",
  ];
  return parts.join(", ");
}
