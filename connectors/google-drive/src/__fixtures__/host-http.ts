import { type HttpAnswer, type HttpRequest, SmartyError } from "@smartypants/sdk";

const ASK_LATER = new Set([429, 503]);
const MINUTE_MS = 60_000;

/**
 * What a host does with a request, on a clock that needs no waiting: "later" and lost connections are asked again, a wait of more than a minute
 * is refused, and credentials follow redirects only where they may.
 */
export function hostHttp(request: HttpRequest): Promise<HttpAnswer> {
  return patiently(request, overSockets);
}

/** As a host does it, over another way of asking. */
export async function patiently(request: HttpRequest, send: (request: HttpRequest) => Promise<HttpAnswer>): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await send(request).catch((error: unknown) => {
      if (tries < 4) return null;
      throw new SmartyError("network", "The connection was lost.", { cause: error });
    });
    if (answer === null) continue;
    if (request.retry === "none" || answer.status < 500) {
      if (answer.status !== 429 || request.retry === "none") return answer;
    }
    const waitMs = Number(answer.headers["retry-after"] ?? 1) * 1000;
    if (ASK_LATER.has(answer.status) && waitMs > MINUTE_MS)
      throw new SmartyError("rate_limited", "Asked to wait.", { retryAfterMs: waitMs });
    if (tries >= (ASK_LATER.has(answer.status) ? 10 : 4)) return answer;
    await answer.body.cancel();
  }
}

async function overSockets({ url, method = "GET", headers = {}, body, authorizedHosts = [] }: HttpRequest): Promise<HttpAnswer> {
  let target = new URL(url);
  let sent = new Headers(headers);
  for (let hops = 0; hops < 5; hops++) {
    const response = await fetch(target, {
      method,
      headers: sent,
      redirect: "manual",
      ...(body !== undefined && { body: body as BodyInit }),
    });
    const location = response.headers.get("location");
    if (location === null || response.status < 300 || response.status >= 400)
      return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body ?? new Blob([]).stream() };
    const next = new URL(location, target);
    if (next.host !== target.host && !authorizedHosts.includes(next.host)) {
      sent = new Headers(sent);
      sent.delete("authorization");
    }
    target = next;
  }
  throw new SmartyError("network", "Too many redirects.");
}
