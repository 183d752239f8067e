import type { WebhookSender } from "@smartypants/core";
import type { SafeFetch } from "./safe-fetch.ts";

const TIMEOUT_MS = 10_000;

/** Posts through the one way out, and looks at nothing of the answer but its head. */
export function createWebhookSender(fetch: SafeFetch): WebhookSender {
  return {
    post: async ({ url, headers, body, signal }) => {
      const answer = await fetch({ url, method: "POST", headers, body, signal, timeoutMs: TIMEOUT_MS, redirect: "manual" });
      // What the other side writes is nobody's business here: it could be read by whoever may enter addresses.
      await answer.body?.cancel();
      return { status: answer.status, retryAfterMs: readSeconds(answer.headers["retry-after"]) };
    },
  };
}

function readSeconds(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null;
}
