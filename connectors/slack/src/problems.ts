import type { DocumentError } from "@smartypants/sdk";
import type { Refusal } from "./history.ts";
import { codeWord } from "./slack-errors.ts";

export type Problem = Pick<DocumentError, "code" | "message" | "retryable" | "remediation">;

/** Why a channel, or something in it, cannot be read, and what to do. */
export function channelProblem(containerId: string, { word, needed }: Refusal): Problem {
  switch (word) {
    case "missing_scope":
      return {
        code: "forbidden",
        message: `The Slack app lacks the scope ${/^[a-z:,._]+$/.test(needed ?? "") ? needed : "to read this channel"}.`,
        remediation: "Add it under “OAuth & Permissions”, install the app again and sync.",
        retryable: false,
      };
    case "not_in_channel":
      return {
        code: "forbidden",
        message: "The Slack app is no member of this channel.",
        remediation: "Invite it with /invite, or add the channel to those that it joins.",
        retryable: false,
      };
    case "channel_not_found":
      return { code: "not_found", message: `Slack no longer shows the channel ${containerId} to the app.`, retryable: false };
    case "is_archived":
      return { code: "forbidden", message: "The channel is archived, and Slack does not let the app read it.", retryable: false };
    default:
      return { code: "forbidden", message: `Slack does not let the app read this channel (${codeWord(word)}).`, retryable: false };
  }
}
