import { type Llm, type LlmEvent, type LlmMessage, SmartyError } from "@smartypants/sdk";

/** The events of a model, ended by the signal at once even when the model does not listen to it. */
export async function* eventsOf(
  llm: Llm,
  messages: readonly LlmMessage[],
  options: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
): AsyncGenerator<LlmEvent> {
  const { signal } = options;
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  // Nobody may be waiting when it comes.
  stopped.promise.catch(() => {});
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const iterator = llm.stream(messages, { ...options, temperature: 0 })[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), stopped.promise]);
      if (next.done === true) {
        isDone = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    // Not waited for: a model that hangs must not hold up who stops it.
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** A short text from a model, within a time; null when it fails or takes too long: whoever asks goes on without. */
export async function askBriefly(
  llm: Llm,
  instructions: string,
  request: string,
  { signal, limitMs, maxLength }: { readonly signal: AbortSignal; readonly limitMs: number; readonly maxLength: number },
): Promise<string | null> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new SmartyError("aborted", "The model took too long."));
  const timer = setTimeout(stop, limitMs);
  signal.addEventListener("abort", stop, { once: true });
  try {
    let text = "";
    const messages: LlmMessage[] = [
      { role: "system", content: instructions },
      { role: "user", content: request },
    ];
    for await (const event of eventsOf(llm, messages, { maxOutputTokens: BRIEF_TOKENS, signal: controller.signal })) {
      if (event.type === "delta") text += event.text;
      if (text.length > maxLength * 2) break;
    }
    const line = text.trim().replaceAll(/\s+/g, " ");
    return line === "" || line.length > maxLength ? null : line;
  } catch {
    // What the model was asked for only makes an answer better.
    signal.throwIfAborted();
    return null;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

const BRIEF_TOKENS = 200;
