import { PROVIDERS } from "@smartypants/core";
import { z } from "zod";
import { list, setting } from "./setting.ts";

/** Shown by `config explain`, so that a password may not be in it. */
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), "leave user name and password out; the key has a variable of its own")
  .optional();
const key = z.string().trim().min(1).optional();

/** What people also write for a provider. */
const PROVIDER_NAMES: ReadonlyMap<string, (typeof PROVIDERS)[number]> = new Map([
  ...PROVIDERS.map((provider) => [provider, provider] as const),
  ["azure", "azure-openai"],
  ["google", "gemini"],
]);

/** `provider/model`; null when it is not that. The model may have slashes of its own. */
export function parseChatModel(text: string): { readonly provider: (typeof PROVIDERS)[number]; readonly model: string } | null {
  const slash = text.indexOf("/");
  const provider = PROVIDER_NAMES.get(text.slice(0, Math.max(0, slash)).toLowerCase());
  const model = text.slice(slash + 1).trim();
  return provider === undefined || model === "" ? null : { provider, model };
}

const chatModel = z
  .string()
  .trim()
  .refine(
    (text) => parseChatModel(text) !== null,
    `write it as provider/model, such as openai/gpt-5.4-mini or ollama/llama3.2; the providers are ${PROVIDERS.join(", ")}`,
  );

/** Loopback and what is given out for private use. Link-local is not among them: cloud machines answer there with their credentials. */
const PRIVATE_NETWORKS = ["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/** Language models, under the names that people already have in their environment. */
export const MODEL_SETTINGS = {
  chatModel: setting(
    "SMARTY_CHAT_MODEL",
    chatModel.optional(),
    "Chat model that answers unless an administrator chooses another, as `provider/model`; a key below alone brings its provider's usual one.",
  ),
  openaiApiKey: setting("OPENAI_API_KEY", key, "Key of OpenAI, or of the server at OPENAI_BASE_URL.", { isSecret: true }),
  openaiBaseUrl: setting("OPENAI_BASE_URL", httpUrl, "Address of a server that speaks OpenAI's API; needs SMARTY_CHAT_MODEL."),
  openaiDriver: setting(
    "OPENAI_DRIVER",
    z.enum(["openai", "azure"]).optional(),
    "Which of the two to use when both OpenAI and Azure are set up; OPENAI_API_KEY and OPENAI_BASE_URL are Azure's with `azure`.",
  ),
  azureOpenaiEndpoint: setting("AZURE_OPENAI_ENDPOINT", httpUrl, "Endpoint of the Azure OpenAI resource."),
  azureOpenaiApiKey: setting("AZURE_OPENAI_API_KEY", key, "Key of the Azure OpenAI resource.", { isSecret: true }),
  azureOpenaiApiVersion: setting("AZURE_OPENAI_API_VERSION", z.string().trim().min(1).optional(), "API version of Azure OpenAI."),
  azureOpenaiDeployment: setting("AZURE_OPENAI_DEPLOYMENT", z.string().trim().min(1).optional(), "Deployment that answers."),
  anthropicApiKey: setting("ANTHROPIC_API_KEY", key, "Key of Anthropic.", { isSecret: true }),
  geminiApiKey: setting("GEMINI_API_KEY", key, "Key of Gemini; `GOOGLE_API_KEY` is understood too.", { isSecret: true }),
  ollamaHost: setting(
    "OLLAMA_HOST",
    z.string().trim().min(1).optional(),
    "Address of Ollama, where it is not on this machine; needs SMARTY_CHAT_MODEL.",
  ),
  modelNetworks: setting(
    "SMARTY_MODEL_NETWORKS",
    list.transform((networks) => (networks.join() === "none" ? [] : networks)).default(PRIVATE_NETWORKS),
    "Networks and host names, separated by commas, in which model servers may be although they are not public; `none` for public ones only.",
  ),
} as const;
