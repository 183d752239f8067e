import { createLlmProviders } from "@smartypants/adapters";
import { createChatModels, type LlmSetup, type Ports } from "@smartypants/core";
import type { Config } from "./config.ts";
import { readEnvironmentModels } from "./environment-models.ts";
import { outboundFetch } from "./outbound.ts";

const ANSWER_MS = 60_000;
const ANSWER_BYTES = 16 * 2 ** 20;

/** Language models: what the environment brings, and the registry at work. */
export function composeModels(
  config: Config,
  ports: Pick<Ports, "database" | "vault" | "clock" | "ids" | "logger">,
): Pick<Ports, "llms" | "models"> {
  const { environment, connections } = readEnvironmentModels(config);
  const fetch = outboundFetch(config, config.modelNetworks, { timeoutMs: ANSWER_MS, maxBytes: ANSWER_BYTES });
  const llms: LlmSetup = { providers: createLlmProviders({ fetch }), environment, connections };
  return { llms, models: createChatModels({ ...ports, llms }) };
}
