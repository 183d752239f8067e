/** One server-sent event. */
export interface ServerEvent {
  /** Empty when the server gave none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/**
 * The events of a text/event-stream body, however its bytes are cut, those that came together in one list. What comes while nobody asks for the next
 * list waits with the browser, outside of the page. Ends with the body; an event cut off at the end is dropped, to be sent again.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly ServerEvent[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      const events = blocks.flatMap((block) => parseEvent(block) ?? []);
      if (events.length > 0) yield events;
    }
  } finally {
    await reader.cancel().catch(() => {}); // broken already: nothing to cancel
  }
}

function parseEvent(block: string): ServerEvent | null {
  let [id, type] = ["", "message"];
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue; // a comment keeps the line open
    const [field, value] = colon === -1 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (field === "id") id = value;
    else if (field === "event") type = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? null : { id, type, data: data.join("\n") };
}
