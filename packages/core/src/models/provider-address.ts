import { SmartyError } from "@smartypants/sdk";
import type { LlmConnection } from "../ports/models.ts";

export type Provider = LlmConnection["provider"];

export const PROVIDERS = [
  "openai",
  "azure-openai",
  "openai-compatible",
  "ollama",
  "anthropic",
  "gemini",
] as const satisfies readonly Provider[];

export const LOCAL_OLLAMA = "http://127.0.0.1:11434";

/** Where each provider is when nobody says otherwise. */
const OWN_URL: Readonly<Record<Provider, string | null>> = {
  openai: "https://api.openai.com/v1",
  "azure-openai": null,
  "openai-compatible": null,
  ollama: LOCAL_OLLAMA,
  anthropic: "https://api.anthropic.com",
  gemini: "https://generativelanguage.googleapis.com",
};

/** At their own address these refuse every request without a key. */
const NEEDS_KEY: ReadonlySet<Provider> = new Set(["openai", "azure-openai", "anthropic", "gemini"]);

/** Another address may be a gateway that keeps the key itself. */
export function needsKey(provider: Provider, baseUrl: string | null): boolean {
  return NEEDS_KEY.has(provider) && (baseUrl === null || provider === "azure-openai");
}

/** The address in one form. Throws `invalid`: passwords and keys do not belong into an address, which is shown and logged. */
export function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw wrongUrl("Write it like https://llm.example.org/v1.");
  if (url.username !== "" || url.password !== "") throw wrongUrl("Leave user name and password out; enter the secret as the API key.");
  if (url.search !== "" || url.hash !== "") throw wrongUrl("Leave out everything from ? or # on; Azure's API version is an option.");
  return url.href.replace(/\/+$/, "");
}

function wrongUrl(advice: string): SmartyError {
  return new SmartyError("invalid", `The base URL cannot be used. ${advice}`, { fields: [{ path: "baseUrl", message: advice }] });
}

/** The host that requests go to, as credentials are bound to it. Without TLS that is part of it, so that a secret never goes out in clear unasked. */
export function hostOf(provider: Provider, baseUrl: string | null): string {
  const text = baseUrl ?? OWN_URL[provider];
  if (text === null) {
    const advice = provider === "azure-openai" ? "the endpoint of the Azure resource" : "the address of the server";
    throw new SmartyError("invalid", `A model of ${provider} needs a base URL: ${advice}.`, {
      fields: [{ path: "baseUrl", message: `must be ${advice}` }],
    });
  }
  return hostOfUrl(text);
}

function hostOfUrl(text: string): string {
  const { protocol, host } = new URL(readBaseUrl(text));
  return protocol === "https:" ? host : `http://${host}`;
}
