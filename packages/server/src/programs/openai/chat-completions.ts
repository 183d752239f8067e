import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Env } from "../../http/env.ts";
import { toProblem } from "../../http/problem.ts";
import { ask, type AskEvent, type FinishedAnswer } from "../ask.ts";
import { createPictureFilter, sourceList, withoutPictures } from "../answer-text.ts";
import { findChatModel } from "./chat-models.ts";
import { type ChatRequest, readChat } from "./chat-request.ts";
import { chunkOf, type CompletionHead, extensionOf, finishReasonOf, usageOf } from "./completion.ts";
import { toOpenAiError } from "./openai-error.ts";

const KEEP_ALIVE_MS = 15_000;

interface Chat {
  readonly request: ChatRequest;
  readonly head: CompletionHead;
  readonly hasSources: boolean;
  readonly publicOrigin: string;
}

/** Answers a chat from the sources, whole or as a stream. A caller that goes stops its answer: nobody could come back to it. */
export async function completeChat(c: Context<Env>, request: ChatRequest): Promise<Response> {
  const { ports, actor } = c.var;
  const { question, history } = readChat(request);
  const { hasSources, model } = await findChatModel(ports, actor, request.model);
  const chat: Chat = {
    request,
    head: { id: `chatcmpl-${ports.ids.next()}`, created: Math.floor(ports.clock.now() / 1000), model: request.model },
    hasSources: hasSources && wantsSources(c.req.header("X-Smarty-Sources")),
    publicOrigin: ports.identity.publicOrigin,
  };
  const asked = { question, history, filters: request.smartypants?.filters ?? {}, assistantId: model.assistantId, model: model.modelId };
  const begin = (signal: AbortSignal): AsyncGenerator<AskEvent> => ask(ports, actor, asked, signal);
  return request.stream === true ? streamed(c, chat, begin) : whole(c, chat, begin);
}

function wantsSources(header: string | undefined): boolean {
  if (header === undefined || header === "links") return true;
  if (header === "none") return false;
  throw new SmartyError("invalid", "The header X-Smarty-Sources is `links` or `none`.");
}

type Begin = (signal: AbortSignal) => AsyncGenerator<AskEvent>;

async function whole(c: Context<Env>, chat: Chat, begin: Begin): Promise<Response> {
  let finished: FinishedAnswer | undefined;
  let written = "";
  for await (const event of begin(c.req.raw.signal)) {
    if (event.type === "end") finished = event;
    else written += event.text;
  }
  if (finished === undefined) throw new SmartyError("aborted", "The answer was stopped.");
  const { head, request, publicOrigin } = chat;
  const content = withoutPictures(written) + (chat.hasSources ? sourceList(finished.answer, publicOrigin) : "");
  const message = { role: "assistant", content, refusal: null, smartypants: extensionOf(finished, publicOrigin) };
  return c.json({
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(finished) }],
    usage: usageOf(finished, request, content),
  });
}

function streamed(c: Context<Env>, chat: Chat, begin: Begin): Response {
  const { logger } = c.var.ports;
  const { requestId } = c.var;
  // nginx holds answers back unless it is told not to.
  c.header("X-Accel-Buffering", "no");
  c.header("Cache-Control", "no-store");
  return streamSSE(c, async (stream) => {
    const controller = new AbortController();
    stream.onAbort(() => controller.abort());
    const send = (data: object): Promise<void> => stream.writeSSE({ data: JSON.stringify(data) });
    const keepAlive = setInterval(() => void stream.write(": still here\n\n"), KEEP_ALIVE_MS);
    try {
      for await (const chunk of chunksOf(chat, begin(controller.signal))) await send(chunk);
      await stream.writeSSE({ data: "[DONE]" });
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!isSmartyError(error) || error.code === "internal") logger.error({ err: error, requestId }, "a chat completion failed");
      // The head is sent already: the error can only be an event.
      await send(toOpenAiError(toProblem(error, requestId).problem, error));
    } finally {
      clearInterval(keepAlive);
    }
  });
}

async function* chunksOf({ head, request, hasSources, publicOrigin }: Chat, events: AsyncGenerator<AskEvent>): AsyncGenerator<object> {
  const filter = createPictureFilter();
  let content = "";
  const piece = (text: string): object[] => {
    content += text;
    return text === "" ? [] : [chunkOf(head, { content: text })];
  };
  yield chunkOf(head, { role: "assistant", content: "", refusal: null });
  for await (const event of events) {
    if (event.type === "text") {
      yield* piece(filter.push(event.text));
      continue;
    }
    yield* piece(filter.rest() + (hasSources ? sourceList(event.answer, publicOrigin) : ""));
    yield { ...chunkOf(head, {}, finishReasonOf(event)), smartypants: extensionOf(event, publicOrigin) };
    if (request.stream_options?.include_usage === true)
      yield { ...head, object: "chat.completion.chunk", choices: [], usage: usageOf(event, request, content) };
  }
}
