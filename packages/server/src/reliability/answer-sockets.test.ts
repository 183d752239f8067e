import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { until } from "../testing/open-test-server.ts";
import { startAnsweringServer } from "./testing/answering-server.ts";

const SOCKETS = 200;
const RUNS = 5;
/** Every so many of the sockets break in the midst and come back. */
const BREAKS = 4;

interface Message {
  readonly type: string;
  readonly runId: string;
  readonly id: number;
  readonly event: string;
  readonly data: { readonly answer?: string };
}

interface Reader {
  readonly runId: string;
  readonly ids: number[];
  answer: string | undefined;
  breaks: number;
}

test(`${SOCKETS} sockets follow answers at once: each gets every event once, also when its connection breaks`, async () => {
  const at = await startAnsweringServer({ times: 15, everyMs: 60 });
  const address = (await at.server.ready()).replace("http", "ws");
  const runs = await Promise.all(Array.from({ length: RUNS }, () => at.ask()));
  const from = performance.now();
  const readers = Array.from({ length: SOCKETS }, (_each, index): Reader => ({
    runId: runs[index % RUNS] ?? "",
    ids: [],
    answer: undefined,
    breaks: index % BREAKS === 0 ? 1 : 0,
  }));
  let open = 0;
  const connect = (reader: Reader): void => {
    const socket = new WebSocket(`${address}/api/v1/answers/socket`, { headers: { authorization: `Bearer ${at.key}` } });
    onTestFinished(() => socket.terminate());
    socket.on("open", () => {
      open += 1;
      socket.send(JSON.stringify({ type: "subscribe", runId: reader.runId, after: reader.ids.at(-1) ?? 0 }));
    });
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type !== "event" || socket.readyState !== WebSocket.OPEN) return;
      reader.ids.push(message.id);
      if (message.event === "done") reader.answer = message.data.answer;
      else if (reader.breaks > 0 && reader.ids.length > 5) {
        reader.breaks -= 1;
        socket.terminate();
        connect(reader);
      }
    });
    socket.on("error", () => {});
  };
  for (const reader of readers) connect(reader);
  await until(async () => (open >= SOCKETS ? true : undefined), 30_000);
  say("sockets opened and subscribed", performance.now() - from);
  await until(async () => (readers.every(({ answer }) => answer !== undefined) ? true : undefined), 90_000);
  say("all answers whole", performance.now() - from);
  process.stdout.write(`memory of the server: ${residentMb(at.server.child.pid)} MB\n`);
  for (const { ids, answer, breaks } of readers) {
    expect(ids).toEqual(ids.map((_each, index) => index + 1));
    expect(answer?.split("twenty-two weeks")).toHaveLength(16);
    expect(breaks).toBe(0);
  }
}, 180_000);

const say = (what: string, ms: number): void => void process.stdout.write(`${what}: ${Math.round(ms)} ms\n`);

function residentMb(pid: number | undefined): string {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return String(Math.round(Number(kilobytes) / 1024));
  } catch {
    return "?"; // not on Linux
  }
}
