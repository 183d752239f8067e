// What a hostile document could make a reader do. Started by the sandbox's tests only.
import net from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { get } from "node:http";
import { Worker } from "node:worker_threads";
import { definePreprocessor, type Extracted } from "@smartypants/sdk";
import { serveDocuments } from "../serve-documents.ts";

type Behaviour = (text: string) => unknown;

/** Each of these does what it says, or tells what kept it. */
const attempts: Readonly<Record<string, Behaviour>> = {
  echo: (text) => text,
  pid: () => process.pid,
  environment: () => Object.keys(Object(Reflect.get(process, "env"))).join(),
  connect: (url) => net.connect(Number(new URL(url).port), "127.0.0.1"),
  fetch: (url) => fetch(url),
  websocket: (url) => new WebSocket(url),
  dns: () => lookup("localhost"),
  http: (url) => get(url),
  "lower-part": (url) => {
    const { ClientRequest } = Object(process.getBuiltinModule("_http_client"));
    return new ClientRequest(url);
  },
  tls: (url) => {
    const { connect } = Object(process.getBuiltinModule("_tls_wrap"));
    return connect(Number(new URL(url).port), "127.0.0.1");
  },
  sqlite: (path) => {
    const { DatabaseSync } = Object(process.getBuiltinModule("node:sqlite"));
    return new DatabaseSync(path).exec("create table written (a)");
  },
  "late-import": async (url) => (await import("node:http")).get(url),
  "read-file": (path) => readFileSync(path, "utf8"),
  "write-file": (path) => writeFileSync(path, "x"),
  spawn: () => spawnSync("true"),
  worker: () => new Worker("0", { eval: true }),
  "kill-parent": () => process.kill(process.ppid, 0),
};

const harms: Readonly<Record<string, Behaviour>> = {
  hang: () => {
    for (;;) Math.random();
  },
  // Gives its process away: what is begun anew has another one.
  busy: (milliseconds) => {
    const end = performance.now() + Number(milliseconds.trim());
    while (performance.now() < end) Math.random();
    return process.pid;
  },
  hold: async (megabytes) => {
    const kept = Buffer.alloc(Number(megabytes.trim()) * 1024 * 1024, 1);
    // Long enough to be looked at.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return `${process.pid} held ${kept.length}`;
  },
  exit: () => process.exit(3),
  "heap-growth": () => {
    const kept: string[][] = [];
    for (;;) kept.push(Array.from({ length: 50_000 }, (_, index) => `${kept.length} ${index}`));
  },
  "buffer-growth": async () => {
    const kept: Buffer[] = [];
    for (;;) {
      kept.push(Buffer.alloc(8 * 1024 * 1024, kept.length + 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  throw: () => {
    throw new Error("some vendor text");
  },
  nonsense: (text) => {
    process.send?.({ id: Number(text), ok: true, extracted: { blocks: [{ kind: "paragraph", text: 1 }] } });
    return "";
  },
};

async function attempt(behave: Behaviour, text: string): Promise<string> {
  try {
    return String(await behave(text));
  } catch (error) {
    return `refused: ${String(error)}`;
  }
}

function reader(id: string, behave: (text: string) => Promise<string>) {
  return definePreprocessor({
    id,
    version: 1,
    mimeTypes: ["text/plain"],
    isolated: true,
    async extract({ bytes }): Promise<Extracted> {
      return { blocks: [{ kind: "paragraph", text: await behave(Buffer.from(bytes).toString()) }] };
    },
  });
}

serveDocuments([
  ...Object.entries(attempts).map(([id, behave]) => reader(id, (text) => attempt(behave, text))),
  ...Object.entries(harms).map(([id, behave]) => reader(id, async (text) => String(await behave(text)))),
]);
