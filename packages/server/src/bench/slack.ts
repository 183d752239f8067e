import { withConnectedSource } from "./connected-source.ts";
import { atLeast, atMost, beside, type Figure } from "./figures.ts";
import type { Double } from "./source-double.ts";

const MESSAGES = 20_000;
const CHANGED = 40;
/** What Slack allows an app of one's own: 50 pages of a method a minute. */
const SLACKS_PAGES_A_SECOND = 50 / 60;
const PAGE = 200;

/** How fast a workspace becomes searchable when Slack sets no limit, what that takes, and how much Slack is asked. */
export async function benchSlack(): Promise<readonly Figure[]> {
  return withConnectedSource("slack", MESSAGES, async ({ double, sync, server }) => {
    const { topLevel = 0, threads = 0 } = double.facts;
    const alone = await readAlone(double);
    const before = server.cpuSeconds();
    const first = await sync();
    const cpuSeconds = server.cpuSeconds() - before;
    const firstCalls = await double.counts();
    await double.passTime();
    const second = await sync();
    const secondCalls = await double.counts();
    await double.passTime();
    const changed = await double.change(CHANGED);
    const third = await sync();
    const thirdCalls = await double.counts();
    return [
      beside("messages; at the top; threads", `${MESSAGES}; ${topLevel}; ${threads}`),
      atLeast("full sync, to searchable", 2000, MESSAGES / first.seconds, "messages/s"),
      beside("the same by the server's processor time", `${Math.round(MESSAGES / cpuSeconds)} messages/s`),
      beside("the double read by a bare loop, top-level pages alone", `${Math.round(topLevel / alone)} messages/s`),
      beside("what Slack's own limits allow, pages of 200", `${Math.round(SLACKS_PAGES_A_SECOND * PAGE)} messages/s`),
      atMost("memory at most meanwhile, all processes", 400, first.mostMb, "MB"),
      atMost("history calls for 150 top-level messages", 1, ((firstCalls["conversations.history"] ?? 0) * 150) / topLevel, "calls"),
      atMost("calls for a new thread", 1, (firstCalls["conversations.replies"] ?? 0) / threads, "calls"),
      atMost("calls for threads, nothing changed, last 30 days looked at again", 0, secondCalls["conversations.replies"] ?? 0, "calls"),
      beside("that sync: time; all calls", `${second.seconds.toFixed(2)} s; ${sum(secondCalls)}`),
      atMost(
        `calls for a changed thread (${changed} of them)`,
        1,
        (thirdCalls["conversations.replies"] ?? 0) / Math.max(1, changed),
        "calls",
      ),
      beside("that sync: documents written anew; time", `${third.counts.indexed}; ${third.seconds.toFixed(2)} s`),
    ];
  });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, each) => all + each, 0);
}

interface Page {
  readonly channels?: readonly { readonly id: string }[];
  readonly messages?: readonly unknown[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** Seconds for all top-level pages, one after the other, without doing anything with them. */
async function readAlone(double: Double): Promise<number> {
  const { advanced } = double.settings as { advanced: { apiBaseUrl: string } };
  const { botToken } = double.credential as { botToken: string };
  const ask = async (method: string, args: Readonly<Record<string, string>>): Promise<Page> => {
    const headers = { authorization: `Bearer ${botToken}` };
    const answer = await fetch(new URL(method, advanced.apiBaseUrl), { method: "POST", headers, body: new URLSearchParams(args) });
    return (await answer.json()) as Page;
  };
  const from = performance.now();
  const { channels = [] } = await ask("users.conversations", { types: "public_channel,private_channel", limit: "500" });
  for (const { id } of channels) {
    let cursor = "";
    do {
      const page = await ask("conversations.history", { channel: id, limit: String(PAGE), ...(cursor !== "" && { cursor }) });
      cursor = page.response_metadata?.next_cursor ?? "";
    } while (cursor !== "");
  }
  const seconds = (performance.now() - from) / 1000;
  await double.counts();
  return seconds;
}
