import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { SmartyError } from "@smartypants/sdk";
import type { Deadline } from "./deadline.ts";

export interface BodyLimits {
  /** Of the bytes handed on, after decompression. */
  readonly maxBytes: number;
  /** Turns what goes wrong underneath into an error of ours. */
  readonly translate: (error: unknown) => unknown;
  /** Each piece is a step of it. */
  readonly deadline: Deadline;
}

const DECOMPRESSORS: ReadonlyMap<string, () => NodeJS.ReadWriteStream & Readable> = new Map([
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  ["deflate", () => createInflate()],
  ["br", () => createBrotliDecompress()],
]);

/** The body as a stream that fails with `too_large` at the limit. Its connection ends with it: read to the end, cancelled or failed. */
export function readBody(message: IncomingMessage, { maxBytes, translate, deadline }: BodyLimits): ReadableStream<Uint8Array> {
  const source = decompressed(message);
  // A fault before anybody reads is kept by the stream and met by the first read.
  for (const stream of [message, source]) stream.on("error", () => {});
  const pieces: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  const end = (): void => {
    deadline.stop();
    message.destroy();
    source.destroy();
  };
  let sizeBytes = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        deadline.begin();
        const { done, value } = await pieces.next();
        if (done === true) {
          deadline.stop();
          return controller.close();
        }
        deadline.end();
        sizeBytes += value.byteLength;
        if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (error) {
        controller.error(translate(error));
        end();
      }
    },
    cancel: end,
  });
}

/** We ask for no compression; some servers compress all the same. */
function decompressed(message: IncomingMessage): Readable {
  const encoding = (message.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return message;
  const decompressor = DECOMPRESSORS.get(encoding)?.();
  if (decompressor === undefined) {
    message.destroy();
    throw new SmartyError("unsupported", `The server answers in the encoding "${encoding.slice(0, 40)}", which is not understood.`);
  }
  message.on("error", (error) => decompressor.destroy(error));
  message.on("aborted", () => decompressor.destroy(new Error("the connection ended early")));
  message.pipe(decompressor);
  return decompressor;
}

export function tooLarge(maxBytes: number): SmartyError {
  return new SmartyError("too_large", `The answer is larger than the ${Number((maxBytes / 2 ** 20).toFixed(3))} MB allowed.`);
}
