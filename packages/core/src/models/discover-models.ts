import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { FoundModel, LlmConnection } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import { openSecret } from "./credentials.ts";
import { hostOf, LOCAL_OLLAMA, needsKey, type Provider, readBaseUrl } from "./provider-address.ts";

export interface DiscoverRequest {
  readonly provider: Provider;
  readonly baseUrl?: string | undefined;
  /** In clear; not kept. */
  readonly apiKey?: string | undefined;
  readonly credentialId?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface Discovery {
  /** Where they were found; null for the provider's own address. */
  readonly baseUrl: string | null;
  readonly models: readonly FoundModel[];
}

type Needs = Pick<Ports, "database" | "vault" | "llms">;

const LIST_MS = 15_000;
/** Where Ollama is when it runs on the machine that a container runs on. */
const HOST_OLLAMA = "http://host.docker.internal:11434";

/**
 * The models that a provider offers. Without a key the environment's is used, where it has one for this very host. An Ollama without an address is looked
 * for on this machine.
 */
export async function discoverModels(ports: Needs, actor: Actor, request: DiscoverRequest, signal: AbortSignal): Promise<Discovery> {
  requireRole(actor, "admin");
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]);
  const known = ports.llms.connections.find((each) => each.provider === request.provider);
  if (request.provider === "ollama" && request.baseUrl === undefined && known === undefined) {
    return findOllama(ports, limit);
  }
  const connection = await connectionFor(ports, request, known);
  return { baseUrl: connection.baseUrl ?? null, models: await ports.llms.providers.list(connection, limit) };
}

/** Looks for an Ollama without an address: on this machine, or where the environment says. Nobody there is an answer too, with what to do about it. */
export async function findLocalOllama(
  ports: Needs,
  actor: Actor,
  signal: AbortSignal,
): Promise<{ readonly found: Discovery } | { readonly found: null; readonly advice: string }> {
  try {
    return { found: await discoverModels(ports, actor, { provider: "ollama" }, signal) };
  } catch (error) {
    if (signal.aborted || !isSmartyError(error) || error.code === "forbidden") throw error;
    return { found: null, advice: error.message };
  }
}

async function findOllama({ llms }: Needs, signal: AbortSignal): Promise<Discovery> {
  let refusal: unknown;
  for (const baseUrl of [LOCAL_OLLAMA, HOST_OLLAMA]) {
    try {
      return { baseUrl, models: await llms.providers.list({ provider: "ollama", model: "", baseUrl }, signal) };
    } catch (error) {
      // Nobody there: it may be at the next place.
      if (!isSmartyError(error) || signal.aborted) throw error;
      refusal ??= error;
    }
  }
  const message = `No Ollama answers at ${LOCAL_OLLAMA}. Start it with "ollama serve", or say where it is.`;
  throw new SmartyError("unavailable", message, { cause: refusal });
}

/** How to reach the provider of a request. Throws `invalid` when it needs a key and there is none. */
export async function connectionFor(ports: Needs, request: DiscoverRequest, known: LlmConnection | undefined): Promise<LlmConnection> {
  const { provider, credentialId } = request;
  const baseUrl = request.baseUrl === undefined ? known?.baseUrl : readBaseUrl(request.baseUrl);
  const host = hostOf(provider, baseUrl ?? null);
  const isOurs = known !== undefined && hostOf(provider, known.baseUrl ?? null) === host;
  const saved = credentialId === undefined ? undefined : await openSecret(ports, credentialId, host);
  const apiKey = request.apiKey?.trim() ?? saved ?? (isOurs ? known.apiKey : undefined);
  if (apiKey === undefined && needsKey(provider, baseUrl ?? null)) {
    throw new SmartyError("invalid", `${provider} says nothing without an API key. Enter one, or choose a credential.`, {
      fields: [{ path: "apiKey", message: "must be given" }],
    });
  }
  const options = request.options ?? (isOurs ? known.options : undefined);
  return {
    provider,
    model: "",
    ...(baseUrl !== undefined && { baseUrl }),
    ...(apiKey !== undefined && { apiKey }),
    ...(options !== undefined && { options }),
  };
}
