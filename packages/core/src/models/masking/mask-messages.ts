import type { LlmEvent, LlmMessage } from "@smartypants/sdk";
import { findPersonalData, type PersonalKind } from "./find-personal-data.ts";

export interface MaskedMessages {
  /** With a placeholder in place of each piece of personal data: the same one for the same piece. */
  readonly messages: readonly LlmMessage[];
  /** Different pieces. */
  readonly count: number;
  /** What a model says, with the pieces in place of their placeholders. */
  readonly unmask: (events: AsyncIterable<LlmEvent>) => AsyncGenerator<LlmEvent>;
}

const NAME = "MASKED";
/** As a model may write it back: in Markdown with its underscores escaped, or with spaces. */
const PLACEHOLDER = /MASKED(?:\\?_| )(EMAIL|IBAN|CARD|ID|PHONE)(?:\\?_| )(\d{1,5})/g;
/** The end of a text that may be the beginning of a placeholder. */
const BEGINNING = /M(?:A(?:S(?:K(?:E(?:D(?:[\\_ ]{1,2}(?:[A-Z]{1,5}(?:[\\_ ]{1,2}\d{0,5})?)?)?)?)?)?)?)?$/;

/** Masks what is about to leave the house, and remembers what it was for as long as the answer takes. */
export function maskMessages(messages: readonly LlmMessage[]): MaskedMessages {
  const placeholders = createPlaceholders(messages);
  const masked = messages.map((message): LlmMessage => {
    const content = placeholders.mask(message.content);
    if (message.role !== "assistant" || message.toolCalls === undefined) return { ...message, content };
    return { ...message, content, toolCalls: message.toolCalls.map((call) => ({ ...call, arguments: placeholders.mask(call.arguments) })) };
  });
  return { messages: masked, count: placeholders.count(), unmask: (events) => unmasked(events, placeholders.unmask) };
}

function createPlaceholders(messages: readonly LlmMessage[]) {
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  const counts = new Map<PersonalKind, number>();
  const written = messages.map(({ content }) => content).join("\n");
  const nameFor = (kind: PersonalKind, value: string): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    let name = "";
    do {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      name = `${NAME}_${kind}_${counts.get(kind)}`;
      // A text may hold such a word itself: it must not be taken for ours.
    } while (written.includes(name));
    names.set(value, name);
    values.set(name, value);
    return name;
  };
  return {
    count: () => values.size,
    mask: (text: string): string => {
      let made = "";
      let from = 0;
      for (const { kind, start, end } of findPersonalData(text)) {
        made += text.slice(from, start) + nameFor(kind, text.slice(start, end));
        from = end;
      }
      return made + text.slice(from);
    },
    unmask: (text: string): string =>
      text.replaceAll(PLACEHOLDER, (whole, kind: string, number: string) => values.get(`${NAME}_${kind}_${number}`) ?? whole),
  };
}

/** Holds back what may become a placeholder until it is one or is not. */
async function* unmasked(events: AsyncIterable<LlmEvent>, unmask: (text: string) => string): AsyncGenerator<LlmEvent> {
  let held = "";
  for await (const event of events) {
    if (event.type === "delta") {
      const text = held + event.text;
      held = heldBack(text);
      const ready = text.slice(0, text.length - held.length);
      if (ready !== "") yield { ...event, text: unmask(ready) };
      continue;
    }
    if (held !== "") yield { type: "delta", text: unmask(held) };
    held = "";
    yield event.type === "tool-call" ? { ...event, call: { ...event.call, arguments: unmask(event.call.arguments) } } : event;
  }
  if (held !== "") yield { type: "delta", text: unmask(held) };
}

/** Longer than any placeholder. */
const LOOK = 40;

function heldBack(text: string): string {
  return BEGINNING.exec(text.slice(-LOOK))?.[0] ?? "";
}
