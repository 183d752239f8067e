import { describe, expect, test } from "vitest";
import { readEvents, type ServerEvent } from "./read-events.ts";

function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function read(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const together of readEvents(bodyOf(chunks))) events.push(...together);
  return events;
}

const STREAM =
  ': still here\n\nid: 1\nevent: delta\ndata: {"text":"Grüße"}\n\nid: 2\r\nevent: done\r\ndata: a\r\ndata: b\r\n\r\nid: 3\nevent: cut';

describe("readEvents", () => {
  // A network may cut anywhere, also inside a letter of two bytes.
  test("reads the same events however the bytes are cut", async () => {
    const bytes = new TextEncoder().encode(STREAM);
    const whole = await read([bytes]);
    expect(whole).toEqual([
      { id: "1", type: "delta", data: '{"text":"Grüße"}' },
      { id: "2", type: "done", data: "a\nb" },
    ]);
    for (const size of [1, 2, 3, 7]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_each, at) => bytes.slice(at * size, (at + 1) * size));
      expect(await read(pieces), `pieces of ${size}`).toEqual(whole);
    }
  });

  test("what comes while nobody asks is read together at the next time", async () => {
    let send: (text: string) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
      },
    });
    const lists = readEvents(body);
    send("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\nda");
    expect((await lists.next()).value).toMatchObject([{ id: "1" }, { id: "2" }]);
    send("ta: c\n\n");
    expect((await lists.next()).value).toEqual([{ id: "3", type: "message", data: "c" }]);
  });
});
