import { describe, expect, test } from "vitest";
import { ApiError } from "../../app/api.ts";
import { followRun } from "./follow-run.ts";

const encoder = new TextEncoder();
const LOOK_MS = 100;

/** Sends the text and then breaks, or ends. */
function bodyOf(text: string, breaks = false): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(encoder.encode(text));
      if (!breaks) controller.close();
    },
    pull: (controller) => {
      if (breaks) controller.error(new TypeError("network"));
    },
  });
}

const event = (id: number, type = "delta"): string => `id: ${id}\nevent: ${type}\ndata: {}\n\n`;

async function follow(connections: readonly (() => ReadableStream<Uint8Array>)[]) {
  const asked: number[] = [];
  const told: string[] = [];
  const waits: number[] = [];
  const looks: number[] = [];
  const connected: boolean[] = [];
  await followRun({
    signal: new AbortController().signal,
    open: async (after) => {
      const connection = connections[asked.length];
      asked.push(after);
      if (connection === undefined) throw new Error("asked too often");
      return connection();
    },
    onEvents: (events) => told.push(...events.map(({ id, type }) => `${id} ${type}`)),
    onConnection: (isConnected) => connected.push(isConnected),
    wait: async (ms) => void (ms === LOOK_MS ? looks.push(ms) : waits.push(ms)),
  });
  return { asked, told, waits, looks, connected };
}

describe("followRun", () => {
  test("goes on behind the last event after every break, and tells none twice", async () => {
    const { asked, told } = await follow([
      () => bodyOf(event(1) + event(2), true),
      () => bodyOf(event(2) + event(3)),
      () => bodyOf(event(4, "done")),
    ]);
    expect(asked).toEqual([0, 2, 3]);
    expect(told).toEqual(["1 delta", "2 delta", "3 delta", "4 done"]);
  });

  test("waits longer after each failure, and briefly again once something came", async () => {
    const refuse = (): never => {
      throw new TypeError("network");
    };
    const { waits, connected } = await follow([refuse, refuse, refuse, () => bodyOf(event(1)), () => bodyOf(event(2, "done"))]);
    expect(waits).toEqual([500, 1000, 2000, 500]);
    expect(connected.filter(Boolean)).toHaveLength(2);
  });

  test("looks again only after a while, so that words come in steps; the end is told at once", async () => {
    const { looks, told } = await follow([() => bodyOf(event(1) + event(2)), () => bodyOf(event(3) + event(4, "done"))]);
    expect(told).toEqual(["1 delta", "2 delta", "3 delta", "4 done"]);
    expect(looks).toHaveLength(1);
  });

  test("whoever leaves while it waits is told nothing more, and the connection is given up", async () => {
    const controller = new AbortController();
    const told: string[] = [];
    let isGivenUp = false;
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(encoder.encode(event(1))),
      cancel: () => {
        isGivenUp = true;
      },
    });
    await followRun({
      signal: controller.signal,
      open: async () => body,
      onEvents: (events) => told.push(...events.map(({ id }) => id)),
      onConnection: () => {},
      wait: async () => controller.abort(),
    });
    expect(told).toEqual(["1"]);
    expect(isGivenUp).toBe(true);
  });

  test("a run that is not there ends it", async () => {
    const missing = new ApiError({ status: 404, code: "not_found", detail: "There is no such answer.", requestId: "r1" });
    const refused = follow([
      () => {
        throw missing;
      },
    ]);
    await expect(refused).rejects.toBe(missing);
  });
});
