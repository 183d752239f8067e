import type { LlmConnection } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { ollamaUrl } from "./ollama-url.ts";

/** A checked connection: where to send requests, and what proves who is asking. */
export interface Endpoint {
  readonly provider: LlmConnection["provider"];
  /** As people call the provider, for messages. */
  readonly title: string;
  readonly model: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Holds the key. Sent to the origin of `baseUrl` and nowhere else. */
  readonly secretHeaders: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

interface Provider {
  readonly title: string;
  readonly baseUrl?: string;
  readonly needsKey: boolean;
  readonly authorize: (key: string) => Record<string, string>;
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

const PROVIDERS: Readonly<Record<LlmConnection["provider"], Provider>> = {
  openai: { title: "OpenAI", baseUrl: "https://api.openai.com/v1", needsKey: true, authorize: bearer },
  "azure-openai": { title: "Azure OpenAI", needsKey: true, authorize: (key) => ({ "api-key": key }) },
  "openai-compatible": { title: "The model server", needsKey: false, authorize: bearer },
  ollama: { title: "Ollama", baseUrl: "http://127.0.0.1:11434", needsKey: false, authorize: bearer },
  anthropic: { title: "Anthropic", baseUrl: "https://api.anthropic.com", needsKey: true, authorize: (key) => ({ "x-api-key": key }) },
  gemini: {
    title: "Gemini",
    baseUrl: "https://generativelanguage.googleapis.com",
    needsKey: true,
    authorize: (key) => ({ "x-goog-api-key": key }),
  },
};

/** Throws `invalid`, naming what is missing or wrong. `needsModel` is false where the models are only listed. */
export function toEndpoint(connection: LlmConnection, needsModel: boolean): Endpoint {
  const { provider, options = {} } = connection;
  const known = PROVIDERS[provider];
  const given = connection.baseUrl?.trim() ?? "";
  const baseUrl = given === "" ? known.baseUrl : checkUrl(provider === "ollama" ? ollamaUrl(given) : given);
  if (baseUrl === undefined) throw new SmartyError("invalid", `${known.title} needs the address of its API as the base URL.`);
  const key = connection.apiKey?.trim() ?? "";
  if (key === "" && known.needsKey && (given === "" || provider === "azure-openai"))
    throw new SmartyError("invalid", `${known.title} needs an API key.`);
  if (!/^[\x21-\x7e]*$/.test(key))
    throw new SmartyError("invalid", "The API key holds a space or another character that no key has. Copy it once more.");
  const model = connection.model.trim().replace(provider === "gemini" ? /^models\// : /^$/, "");
  if (needsModel && model === "") throw new SmartyError("invalid", "Name the model, as its provider calls it.");
  return {
    provider,
    title: known.title,
    model,
    baseUrl,
    options,
    secretHeaders: { ...(key !== "" && known.authorize(key)), ...accountHeaders(options) },
  };
}

/** Who pays, where one OpenAI key serves several. */
function accountHeaders({ organization, project }: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...(organization !== undefined && { "openai-organization": organization }),
    ...(project !== undefined && { "openai-project": project }),
  };
}

function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new SmartyError("invalid", "The base URL must be a web address such as https://models.example.org/v1.");
  if (url.username !== "" || url.password !== "")
    throw new SmartyError("invalid", "The base URL must not hold a user name or password. Put the key where keys belong.");
  if (url.search !== "" || url.hash !== "")
    throw new SmartyError("invalid", "The base URL must end before any ? or #; an API version is an option of its own.");
  // What people copy from documentation is often the address of one call.
  return `${url.origin}${url.pathname.replace(/\/(?:chat\/completions|models|embeddings|messages)\/?$/, "").replace(/\/+$/, "")}`;
}
