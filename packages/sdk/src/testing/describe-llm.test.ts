import { expect, test } from "vitest";
import { SmartyError } from "../errors.ts";
import { defineLlm, type Llm, type LlmEvent } from "../llm.ts";
import { describeLlm, LLM_RULES } from "./describe-llm.ts";

const END: LlmEvent = { type: "end", reason: "stop", inputTokens: 9, outputTokens: 4 };
const delta = (text: string): LlmEvent => ({ type: "delta", text });

const sound: Llm = defineLlm({
  id: "test/parrot",
  contextTokens: 4096,
  async *stream(messages, { signal }) {
    if (messages.every((message) => message.content.trim() === "")) throw new SmartyError("invalid", "Ask something.");
    for (const text of ["At ", "six ", "o'clock."]) {
      if (signal.aborted) throw new SmartyError("aborted", "The answer was stopped.");
      yield delta(text);
    }
    yield END;
  },
});

describeLlm("a sound language model", () => sound);

/** A model that says these events whatever happens. */
const saying = (...events: readonly LlmEvent[]): Llm => ({
  ...sound,
  async *stream() {
    yield* events;
  },
});

test.for<[string, Llm, string]>([
  ["no room for anything", { ...sound, contextTokens: 0 }, "names its model"],
  ["no end", saying(delta("Six.")), "exactly one end"],
  ["two ends", saying(delta("Six."), END, END), "exactly one end"],
  ["words after the end", saying(END, delta("Six.")), "exactly one end"],
  ["an empty delta", saying(delta("Six"), delta(""), END), "exactly one end"],
  ["half a character", saying(delta("\ud83d"), END), "exactly one end"],
  ["no count of tokens", saying(delta("Six."), { ...END, outputTokens: Number.NaN }), "exactly one end"],
  ["an answer that goes on after a stop", saying(delta("Six"), delta("."), END), "a stop during the answer"],
  ["an answer in spite of a stop", saying(delta("Six."), END), "a stop beforehand"],
  ["an answer to nothing", saying(delta("Six."), END), "without words"],
])("the kit finds %s", async ([, llm, title]) => {
  const rule = LLM_RULES.find((candidate) => candidate.title.includes(title));
  if (rule === undefined) throw new Error(`no rule is called "${title}"`);
  const messages = [{ role: "user", content: "When?" }] as const;
  await rule.check(sound, messages);
  await expect((async () => rule.check(llm, messages))()).rejects.toThrow(/expected|instead of rejecting/);
});
