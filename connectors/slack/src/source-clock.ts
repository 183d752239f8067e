import type { Context } from "./slack-types.ts";

/** How long an answer of `timeUrl` is good for, by the host's clock. */
const ASK_EVERY_MS = 1000;

/** The time by which windows are cut: the host's, or that of `timeUrl` when the operator gave one. */
export function createClock(context: Context): () => Promise<number> {
  const { timeUrl } = context.settings.advanced;
  if (timeUrl === undefined) return () => context.now();
  let answered: { readonly now: number; readonly at: number } | undefined;
  return async () => {
    const at = performance.now();
    if (answered === undefined || at - answered.at > ASK_EVERY_MS) answered = { now: await askTime(context, timeUrl), at };
    return answered.now;
  };
}

async function askTime(context: Context, timeUrl: string): Promise<number> {
  const answer = await context.http.request({ url: timeUrl });
  const text = await new Response(answer.body).text();
  const now = nowIn(text) ?? Date.parse(answer.headers["date"] ?? "");
  return Number.isFinite(now) ? now : context.now();
}

function nowIn(text: string): number | undefined {
  try {
    const now: unknown = (JSON.parse(text) as { now?: unknown } | null)?.now;
    if (typeof now === "number") return now;
    return typeof now === "string" ? Date.parse(now) : undefined;
  } catch {
    // Not JSON: then the header says it.
    return undefined;
  }
}
