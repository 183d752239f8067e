import { expect, test } from "vitest";
import { createWire, type WireSocket } from "./wire.ts";

interface FakeSocket extends WireSocket {
  bufferedAmount: number;
  readonly sent: string[];
}

function fakeSocket(): FakeSocket {
  const sent: string[] = [];
  return { bufferedAmount: 0, sent, send: (text) => void sent.push(text), ping: () => {}, close: () => {}, terminate: () => {} };
}

test("what a reader has not taken holds the next message back, and no other is made meanwhile", async () => {
  const socket = fakeSocket();
  const wire = createWire(socket, () => {});
  await wire.send({ type: "pong" });
  socket.bufferedAmount = 600_000;
  let isSent = false;
  const waiting = wire.send({ type: "pong" }).then(() => (isSent = true));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect([isSent, socket.sent.length]).toEqual([false, 1]);
  socket.bufferedAmount = 0;
  await waiting;
  expect(socket.sent).toEqual(['{"type":"pong"}', '{"type":"pong"}']);
});

test("whoever takes nothing for too long is let go, and nothing is sent any more", async () => {
  const socket = fakeSocket();
  socket.bufferedAmount = 600_000;
  let lettingGo = 0;
  const wire = createWire(
    socket,
    () => {
      lettingGo += 1;
      wire.close();
    },
    0,
  );
  await expect(wire.send({ type: "pong" })).rejects.toMatchObject({ code: "aborted" });
  await expect(wire.send({ type: "pong" })).rejects.toMatchObject({ code: "aborted" });
  expect([lettingGo, socket.sent]).toEqual([1, []]);
});
