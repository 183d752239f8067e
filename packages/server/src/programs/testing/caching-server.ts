import type { Caches, ChatModels } from "@smartypants/core";
import { defineLlm, type LlmMessage } from "@smartypants/sdk";
import { openTestServer, type TestServer } from "../../testing/open-test-server.ts";

interface Kept<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export interface CachingServer {
  readonly server: TestServer;
  /** What was given from a cache so far. */
  readonly given: { searches: number; answers: number };
}

/** The product with both caches on and a model that tells whoever asks everything it is shown: whatever leaks through a cache is in its answers. */
export async function openCachingServer(): Promise<CachingServer> {
  const given = { searches: 0, answers: 0 };
  const counted = <Value>(cache: Kept<Value>, what: keyof typeof given): Kept<Value> => ({
    ...cache,
    get: (key) => {
      const found = cache.get(key);
      if (found !== undefined) given[what] += 1;
      return found;
    },
  });
  const server = await openTestServer({
    environment: { SMARTY_ANSWER_CACHE: "1000" },
    replace: ({ caches }) => ({ models: tellingModels(), ...(caches !== undefined && { caches: countedAll(caches) }) }),
  });
  function countedAll({ searches, answers }: Caches): Caches {
    return { searches: counted(searches, "searches"), answers: answers === null ? null : counted(answers, "answers") };
  }
  return { server, given };
}

function tellingModels(): ChatModels {
  const llm = defineLlm({
    id: "test/telling",
    contextTokens: 8_000,
    async *stream(messages) {
      yield { type: "delta", text: everythingIn(messages) };
      yield { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };
    },
  });
  // The question stays as it is: a follow-up is not what is tried here.
  return { open: async ({ purpose }) => (purpose === "answer" ? llm : null) };
}

/** Each passage's last line with its number. */
function everythingIn(messages: readonly LlmMessage[]): string {
  const prompt = messages.at(-1)?.content ?? "";
  const passages = Array.from(prompt.matchAll(/^=====\w+ passage \[(\d+)\]\n([\s\S]*?)(?=\n=====)/gm));
  return passages.map(([, number, text = ""]) => `${(text.trim().split("\n").at(-1) ?? "").replace(/\.$/, "")} [${number}].`).join("\n\n");
}
