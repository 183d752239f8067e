/** One server-sent event, its data parsed. */
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads a stream of events to its end, or until `enough` says so; leaving early cancels it. */
export async function readEvents(
  answer: Response,
  enough: (events: readonly SentEvent[]) => boolean = () => false,
): Promise<readonly SentEvent[]> {
  const events: SentEvent[] = [];
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    events.push(...parts.flatMap(parseEvent));
    if (enough(events)) break;
  }
  return events;
}

function parseEvent(part: string): SentEvent[] {
  const fields = new Map(
    part
      .split("\n")
      // A line that begins with a colon is a comment.
      .filter((line) => !line.startsWith(":"))
      .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  if (fields.size === 0) return [];
  return [{ id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: JSON.parse(fields.get("data") ?? "null") }];
}
