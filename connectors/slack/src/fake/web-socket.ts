import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Of RFC 6455. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface ServerSocket {
  send(text: string): void;
  close(): void;
}

/** The server's side of a WebSocket: text both ways, as much of the protocol as Socket Mode uses. */
export function acceptSocket(request: IncomingMessage, socket: Duplex, onText: (text: string) => void, onClose: () => void): ServerSocket {
  const accept = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"] ?? ""}${GUID}`)
    .digest("base64");
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`);
  let held = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (let frame = readFrame(held); frame !== null; frame = readFrame(held)) {
      held = held.subarray(frame.length);
      if (frame.opcode === 1) onText(frame.payload.toString());
      if (frame.opcode === 8) socket.end(writeFrame(8, frame.payload));
      if (frame.opcode === 9) socket.write(writeFrame(10, frame.payload));
    }
  });
  // A client that goes away without a word is no fault of the server's.
  socket.on("error", () => socket.destroy());
  socket.on("close", onClose);
  return {
    send: (text) => void socket.write(writeFrame(1, Buffer.from(text))),
    close: () => void socket.end(writeFrame(8, Buffer.alloc(0))),
  };
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** With its head. */
  readonly length: number;
}

/** Null until a whole frame has come. Frames of a client are masked. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  if (bytes.length < head) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const isMasked = ((bytes[1] ?? 0) & 0x80) !== 0;
  const start = head + (isMasked ? 4 : 0);
  if (bytes.length < start + size) return null;
  const mask = bytes.subarray(head, head + 4);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (isMasked) for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, length: start + size };
}

function writeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + size);
  head[0] = 0x80 | opcode;
  head[1] = size === 0 ? length : size === 2 ? 126 : 127;
  if (size === 2) head.writeUInt16BE(length, 2);
  if (size === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
