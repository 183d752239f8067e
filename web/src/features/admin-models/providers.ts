import type { NewModel } from "@smartypants/client";

export type Provider = NewModel["provider"];

export interface ProviderForm {
  readonly id: Provider;
  /** A brand, the same in every language. */
  readonly name: string;
  /** What stands in an empty address field; whether one must be given. */
  readonly address: string;
  readonly needsAddress: boolean;
  readonly needsKey: boolean;
  readonly modelExample: string;
}

export const PROVIDERS: readonly ProviderForm[] = [
  { id: "ollama", name: "Ollama", address: "http://127.0.0.1:11434", needsAddress: false, needsKey: false, modelExample: "llama3.1:8b" },
  { id: "openai", name: "OpenAI", address: "https://api.openai.com/v1", needsAddress: false, needsKey: true, modelExample: "gpt-4.1-mini" },
  {
    id: "anthropic",
    name: "Anthropic",
    address: "https://api.anthropic.com",
    needsAddress: false,
    needsKey: true,
    modelExample: "claude-sonnet-4-5",
  },
  {
    id: "gemini",
    name: "Google Gemini",
    address: "https://generativelanguage.googleapis.com",
    needsAddress: false,
    needsKey: true,
    modelExample: "gemini-2.5-flash",
  },
  {
    id: "azure-openai",
    name: "Azure OpenAI",
    address: "https://my-resource.openai.azure.com",
    needsAddress: true,
    needsKey: true,
    modelExample: "my-deployment",
  },
  {
    id: "openai-compatible",
    name: "OpenAI-compatible",
    address: "https://llm.example.org/v1",
    needsAddress: true,
    needsKey: false,
    modelExample: "my-model",
  },
];

const [FIRST] = PROVIDERS as readonly [ProviderForm, ...ProviderForm[]];

export function providerOf(id: string): ProviderForm {
  return PROVIDERS.find((each) => each.id === id) ?? FIRST;
}
