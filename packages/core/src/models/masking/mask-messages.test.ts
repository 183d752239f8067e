import type { LlmEvent, LlmMessage } from "@smartypants/sdk";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maskMessages } from "./mask-messages.ts";

const END: LlmEvent = { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };

async function* saying(...texts: readonly string[]): AsyncGenerator<LlmEvent> {
  for (const text of texts) yield { type: "delta", text };
  yield END;
}

async function said(events: AsyncIterable<LlmEvent>): Promise<string> {
  let text = "";
  for await (const event of events) if (event.type === "delta") text += event.text;
  return text;
}

const user = (content: string): LlmMessage => ({ role: "user", content });

test("what leaves holds a placeholder for each piece, the same one wherever it stands", () => {
  const { messages, count } = maskMessages([
    user("Ask ada@example.org or +49 30 1234567."),
    user("ada@example.org again, and bob@example.org"),
  ]);
  expect(messages.map(({ content }) => content)).toEqual([
    "Ask MASKED_EMAIL_1 or MASKED_PHONE_1.",
    "MASKED_EMAIL_1 again, and MASKED_EMAIL_2",
  ]);
  expect(count).toBe(3);
});

test("what comes back holds the pieces again, however it is cut and written", async () => {
  const { unmask } = maskMessages([user("ada@example.org, bob@example.org")]);
  const answer = "Ada is MASKED_EMAIL_1, Bob MASKED\\_EMAIL\\_2; MASKED EMAIL 1 too. MASKED_EMAIL_9 is nobody. M";
  const expected = "Ada is ada@example.org, Bob bob@example.org; ada@example.org too. MASKED_EMAIL_9 is nobody. M";
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60 }), async (sizes) => {
      const pieces: string[] = [];
      let at = 0;
      for (let index = 0; at < answer.length; index++) {
        const size = sizes[index % sizes.length] ?? 1;
        pieces.push(answer.slice(at, at + size));
        at += size;
      }
      expect(await said(unmask(saying(...pieces)))).toBe(expected);
    }),
  );
});

test("a document that holds a word like ours is not taken for one", () => {
  const { messages } = maskMessages([user("MASKED_EMAIL_1 stands in a manual; write to ada@example.org")]);
  expect(messages[0]?.content).toBe("MASKED_EMAIL_1 stands in a manual; write to MASKED_EMAIL_2");
});

test("arguments of tools are masked and given back as well", async () => {
  const call = { id: "1", name: "mail", arguments: '{"to":"ada@example.org"}' };
  const { messages, unmask } = maskMessages([{ role: "assistant", content: "", toolCalls: [call] }]);
  const [message] = messages;
  expect(message?.role === "assistant" ? message.toolCalls : undefined).toEqual([{ ...call, arguments: '{"to":"MASKED_EMAIL_1"}' }]);
  const events: LlmEvent[] = [];
  const answer = (async function* (): AsyncGenerator<LlmEvent> {
    yield { type: "tool-call", call: { ...call, arguments: '{"to":"MASKED_EMAIL_1"}' } };
    yield END;
  })();
  for await (const event of unmask(answer)) events.push(event);
  expect(events).toEqual([{ type: "tool-call", call }, END]);
});

test("without anything personal nothing is changed", async () => {
  const { messages, count, unmask } = maskMessages([user("How long is the leave?")]);
  expect([messages[0]?.content, count]).toEqual(["How long is the leave?", 0]);
  expect(await said(unmask(saying("Twenty ", "weeks.")))).toBe("Twenty weeks.");
});
