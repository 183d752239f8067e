import type { Llm } from "@smartypants/sdk";
import type { Ports } from "../ports/ports.ts";
import { connectionOf, type Model } from "./registry.ts";

/** Opens a model as it is entered now. */
export type LlmOpener = (model: Model) => Promise<Llm>;

interface Opened {
  /** The whole connection as text. */
  readonly connection: string;
  readonly at: number;
  readonly llm: Promise<Llm>;
}

/** A server's context size may be changed there without a word to us. */
const KEEP_MS = 300_000;

/** Keeps what is open until the entry or its secret changes: opening may have to ask the provider for the context size. */
export function createLlmOpener(ports: Pick<Ports, "database" | "vault" | "llms" | "clock">): LlmOpener {
  const opened = new Map<string, Opened>();
  return async (model) => {
    const connection = await connectionOf(ports, model);
    const text = JSON.stringify(connection);
    const now = ports.clock.now();
    const known = opened.get(model.id);
    if (known !== undefined && known.connection === text && now - known.at < KEEP_MS) return known.llm;
    const made: Opened = { connection: text, at: now, llm: ports.llms.providers.open(connection) };
    opened.set(model.id, made);
    try {
      return await made.llm;
    } catch (error) {
      if (opened.get(model.id) === made) opened.delete(model.id);
      throw error;
    }
  };
}
