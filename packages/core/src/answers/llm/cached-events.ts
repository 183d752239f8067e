import type { Llm, LlmEvent } from "@smartypants/sdk";
import type { Actor } from "../../access/actor.ts";
import { cacheKey } from "../../caching/caches.ts";
import type { AnswerPorts, RunInMaking } from "../answer-ports.ts";
import { eventsOf } from "./ask-model.ts";
import type { Prompt } from "./build-prompt.ts";

export interface PreparedQuestion {
  readonly run: RunInMaking;
  readonly llm: Llm;
  readonly prompt: Prompt;
  /** Of this prompt alone. */
  readonly delimiter: string;
}

/**
 * What a model says to a prompt, or what it has said to the very same one: the same words and passages, put together for somebody who may read the same, of
 * the same index. Its citations are checked anew either way. An answer that was stopped, cut or asked for once more is not kept.
 */
export async function* cachedEvents(
  ports: AnswerPorts,
  actor: Actor,
  question: PreparedQuestion,
  signal: AbortSignal,
): AsyncGenerator<LlmEvent> {
  const cache = ports.caches?.answers ?? null;
  const key = cache === null ? "" : await keyOf(ports, actor, question);
  const known = question.run.isAnew ? undefined : cache?.get(key);
  if (known !== undefined) {
    yield { type: "delta", text: known };
    yield { type: "end", reason: "stop", inputTokens: 0, outputTokens: 0 };
    return;
  }
  const { llm, prompt, run } = question;
  let text = "";
  for await (const event of eventsOf(llm, prompt.messages, { maxOutputTokens: prompt.maxOutputTokens, signal })) {
    if (event.type === "delta") text += event.text;
    const { answering, writer } = run;
    // One that stood in for it is not what was asked for.
    const isAskedFor = (answering.model()?.label ?? llm.id) === (writer?.model ?? llm.id);
    if (event.type === "end" && event.reason === "stop" && isAskedFor) cache?.set(key, text);
    yield event;
  }
}

async function keyOf({ database }: AnswerPorts, actor: Actor, { run, llm, prompt, delimiter }: PreparedQuestion): Promise<string> {
  const { fingerprint } = await database.forActor(actor).content.readableAcls();
  const epoch = await database.indexChanges.epoch();
  const passages = prompt.shown.map(({ passage }) => [passage.document.id, passage.version, passage.start, passage.end]);
  const messages = prompt.messages.map(({ role, content }) => [role, content.replaceAll(delimiter, "")]);
  return cacheKey([fingerprint, epoch, llm.id, run.setup.assistant, run.setup.answerPrompt.label, passages, messages]);
}
