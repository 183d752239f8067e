import { expect, test } from "vitest";
import { readEvents, type ServerEvent } from "./sse.ts";

function streamOf(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_each, index) => bytes.slice(index * size, (index + 1) * size));
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

async function eventsOf(stream: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(stream)) events.push(event);
  return events;
}

const EVENTS =
  'id: 1\nevent: phase\ndata: {"phase":"searching"}\n\n: still here\n\nid: 2\r\nevent: delta\r\ndata: {"text":"Grüße 😀"}\r\n\r\ndata: 7\n\n';

// However the network cuts it, also in the middle of a character.
test.each([1, 2, 3, 7, 1000])("events are whole when they come in pieces of %i bytes", async (size) => {
  expect(await eventsOf(streamOf(EVENTS, size))).toEqual([
    { type: "phase", data: { phase: "searching" } },
    { type: "delta", data: { text: "Grüße 😀" } },
    { type: "message", data: 7 },
  ]);
});

test("an event that broke off is none", async () => {
  expect(await eventsOf(streamOf("event: done\ndata: {", 5))).toEqual([]);
});
