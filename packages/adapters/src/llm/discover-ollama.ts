import type { SafeFetch } from "../net/safe-fetch.ts";
import { ollamaUrl } from "./ollama-url.ts";

export interface FoundOllama {
  /** The base URL of a connection to it. */
  readonly baseUrl: string;
  readonly version: string;
}

const LIMIT_MS = 500;

/** The first of these hosts where Ollama answers within half a second; null, and no error, when there is none. */
export async function discoverOllama(fetch: SafeFetch, hosts: readonly string[] = ["http://127.0.0.1:11434"]): Promise<FoundOllama | null> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const answers = await Promise.all(hosts.map((host) => greet(fetch, ollamaUrl(host), signal)));
  return answers.find((answer) => answer !== null) ?? null;
}

async function greet(fetch: SafeFetch, baseUrl: string, signal: AbortSignal): Promise<FoundOllama | null> {
  try {
    const { status, body } = await fetch({ url: `${baseUrl}/api/version`, signal, timeoutMs: LIMIT_MS, maxBytes: 4096 });
    const { version } = (await new Response(body).json()) as { version?: unknown };
    return status === 200 && typeof version === "string" ? { baseUrl, version } : null;
  } catch {
    // Nobody there is the usual case.
    return null;
  }
}
