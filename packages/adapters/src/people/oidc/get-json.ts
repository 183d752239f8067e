import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import type { SafeFetch, SafeRequest } from "../../net/safe-fetch.ts";

const JsonObject = z.record(z.string(), z.unknown());

export type JsonAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> | null };

/** One request that follows no redirect: a provider answers at its own address, and a secret must not be carried on. */
export async function getJson(fetch: SafeFetch, request: SafeRequest): Promise<JsonAnswer> {
  const headers = { accept: "application/json", ...request.headers };
  const answer = await fetch({ ...request, headers, redirect: "manual" });
  const text = await new Response(answer.body).text();
  return { status: answer.status, body: parse(text) };
}

/** The same for what has to be there. Throws `network` when it is not. */
export async function requireJson(fetch: SafeFetch, request: SafeRequest): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await getJson(fetch, request);
  const { host } = new URL(request.url);
  if (status >= 300 && status < 400)
    throw new SmartyError("network", `${host} sends requests elsewhere. Enter the address that it sends them to.`);
  if (status !== 200 || body === null)
    throw new SmartyError("network", `${request.url} answered ${status}${body === null ? " without JSON" : ""}.`);
  return body;
}

function parse(text: string): JsonAnswer["body"] {
  try {
    return JsonObject.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // A page for people, or nothing: the caller says what it means.
    return null;
  }
}
