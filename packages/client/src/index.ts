import { createClient, createConfig } from "./generated/client/index.ts";

export * from "./generated/index.ts";

export interface SmartyClientOptions {
  /** Where the server answers, for example `http://localhost:3210`. */
  readonly baseUrl: string;
  /** `sp_…`; leave it out in a browser page of the server's own, where the session cookie signs in. */
  readonly apiKey?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** A client to pass to every operation: `search({ client, body: { query } })`. */
export function createSmartyClient({ baseUrl, apiKey, fetch }: SmartyClientOptions): ReturnType<typeof createClient> {
  return createClient(
    createConfig({
      baseUrl: baseUrl.replace(/\/+$/, ""),
      ...(apiKey !== undefined && { headers: { Authorization: `Bearer ${apiKey}` } }),
      ...(fetch !== undefined && { fetch }),
    }),
  );
}
