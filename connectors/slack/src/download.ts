import { type BlobRef, isSmartyError, SmartyError } from "@smartypants/sdk";
import { bucketOf } from "./limits.ts";
import type { Session } from "./session.ts";
import { retryAfter } from "./slack-answer.ts";
import type { RawFile } from "./slack-types.ts";

const TRIES = 3;
const TIMEOUT_MS = 60_000;

/** Streams a file to the host. A SmartyError that is returned is the file's own; what is thrown ends the run. */
export async function downloadFile(session: Session, file: RawFile, maxBytes: number): Promise<BlobRef | SmartyError> {
  const url = addressOf(session, file);
  if (url === null) return new SmartyError("unsupported", "The file lies outside of Slack; it is not read.");
  for (let tries = 1; ; tries++) {
    const result = await tryDownload(session, file, url, maxBytes);
    if (result !== "again") return result;
    if (tries >= TRIES) return new SmartyError("network", "The file could not be downloaded from Slack; it is tried again later.");
  }
}

/** Null when the token must not go there. */
function addressOf({ context }: Session, file: RawFile): string | null {
  const text = file.url_private_download ?? file.url_private ?? "";
  if (!URL.canParse(text)) return null;
  const { apiBaseUrl, filesHosts } = context.settings.advanced;
  const { hostname, protocol, host } = new URL(text);
  if (host === new URL(apiBaseUrl).host) return text;
  const isKnown = filesHosts.some((pattern) => isHost(hostname, pattern) || host === pattern);
  return isKnown && (protocol === "https:" || new URL(apiBaseUrl).protocol === "http:") ? text : null;
}

function isHost(hostname: string, pattern: string): boolean {
  return pattern.startsWith("*.") ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
}

async function tryDownload(session: Session, file: RawFile, url: string, maxBytes: number): Promise<BlobRef | SmartyError | "again"> {
  const { context, token } = session;
  const { filesHosts } = context.settings.advanced;
  const limit = bucketOf("files", "normal", context.settings);
  const account = session.workspace.id;
  try {
    const answer = await context.http.request({
      url,
      headers: { authorization: `Bearer ${await token.get()}` },
      authorizedHosts: filesHosts,
      limit,
      account,
      retry: "none",
      timeoutMs: TIMEOUT_MS,
    });
    const refusal = refusalOf(file, answer.status, answer.headers);
    if (refusal === null) return await store(session, answer.body, maxBytes);
    await answer.body.cancel().catch(() => undefined);
    if (refusal !== "slow") return refusal;
    const retryAfterMs = retryAfter(answer.headers["retry-after"], await session.now());
    await context.http.slowDown({ limit, account, ...(retryAfterMs !== undefined && { retryAfterMs }) });
    return "again";
  } catch (error) {
    context.signal.throwIfAborted();
    if (isSmartyError(error) && (error.code === "network" || error.code === "unavailable")) return "again";
    throw error;
  }
}

function refusalOf(file: RawFile, status: number, headers: Readonly<Record<string, string>>): SmartyError | "slow" | "again" | null {
  if (status === 429) return "slow";
  if (status >= 500) return "again";
  if (status === 404 || status === 410) return new SmartyError("not_found", "Slack no longer has the file.");
  if (status !== 200 || isLoginPage(file, headers))
    return new SmartyError(
      "forbidden",
      "Slack answered with its sign-in page instead of the file: the app lacks the scope files:read, or was not installed again after it was added.",
    );
  return null;
}

/** With 200 and as a web page: what the file itself is unless somebody shared a page of that very size. */
function isLoginPage(file: RawFile, headers: Readonly<Record<string, string>>): boolean {
  if (!(headers["content-type"] ?? "").startsWith("text/html")) return false;
  const isPage = file.mimetype === "text/html";
  return !isPage || (file.size !== undefined && headers["content-length"] !== undefined && Number(headers["content-length"]) !== file.size);
}

async function store({ context }: Session, body: ReadableStream<Uint8Array>, maxBytes: number): Promise<BlobRef | SmartyError | "again"> {
  let isLost = false;
  let isTooLarge = false;
  let sizeBytes = 0;
  const reader = body.getReader();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        sizeBytes += value.length;
        isTooLarge = sizeBytes > maxBytes;
        if (isTooLarge) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (error) {
        // The host learns it through the stream; this side must know that it was not the host's fault.
        isLost = !isTooLarge;
        throw error;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  try {
    return await context.blobs.put(stream);
  } catch (error) {
    context.signal.throwIfAborted();
    if (isTooLarge) return tooLarge(maxBytes);
    if (isLost) return "again";
    // By the host's own limit; any other fault of the host stops the run.
    if (isSmartyError(error) && error.code === "too_large") return error;
    throw error;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export function tooLarge(maxBytes: number): SmartyError {
  const limit = (maxBytes / 1024 ** 2).toLocaleString("en", { maximumFractionDigits: 1 });
  return new SmartyError("too_large", `The file is larger than the limit of ${limit} MB.`);
}
