import { expect, test } from "vitest";
import { unzip } from "../testing/unzip.ts";
import { zipStream } from "./zip-stream.ts";

const AT = new Date(Date.UTC(2026, 2, 1, 12));

async function* pieces(...content: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* content;
}

async function* files(all: Readonly<Record<string, AsyncIterable<string | Uint8Array>>>) {
  for (const [path, content] of Object.entries(all)) yield { path, content };
}

async function read(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await new Response(stream).arrayBuffer());
}

test("files come out as they went in: empty, in pieces, with any name and any bytes", async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251);
  const archive = await read(
    zipStream(files({ "README.txt": pieces("a", "", "ü\u{1F600}"), "empty.json": pieces(), "d/ö b.bin": pieces(bytes, bytes) }), AT),
  );
  const found = unzip(archive);
  expect([...found.keys()]).toEqual(["README.txt", "empty.json", "d/ö b.bin"]);
  expect(found.get("README.txt")?.toString()).toBe("aü\u{1F600}");
  expect(found.get("empty.json")).toHaveLength(0);
  expect(found.get("d/ö b.bin")).toEqual(Buffer.concat([bytes, bytes]));
});

test("nothing is made before it is read, and who leaves ends the making", async () => {
  let made = 0;
  let isEnded = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield String((made += 1)).repeat(10_000);
    } finally {
      isEnded = true;
    }
  }
  const reader = zipStream(files({ "endless.txt": endless() }), AT).getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  await expect.poll(() => isEnded).toBe(true);
  expect(made).toBeLessThan(2000);
});

test("an error of a file is the archive's", async () => {
  async function* broken(): AsyncGenerator<string> {
    yield "a";
    throw new Error("no such blob");
  }
  await expect(read(zipStream(files({ "a.txt": broken() }), AT))).rejects.toThrow("no such blob");
});
