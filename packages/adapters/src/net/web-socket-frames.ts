import { randomBytes } from "node:crypto";
import { SmartyError } from "@smartypants/sdk";

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A whole message, or a control frame. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface FrameReader {
  /** What these bytes complete. Throws `network` for what is no frame, `too_large` for a message over the limit. */
  read(bytes: Buffer): Message[];
}

/** Puts together what a server sends (RFC 6455): unmasked frames, messages in any number of pieces, control frames between them. */
export function createFrameReader(maxBytes: number): FrameReader {
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let opcode = 0;
  let size = 0;
  const take = (frame: Frame): Message[] => {
    if (frame.opcode >= OPCODE.close) return [{ opcode: frame.opcode, payload: frame.payload }];
    const isNext = frame.opcode === OPCODE.continuation;
    if (isNext !== parts.length > 0) throw broken();
    if (!isNext) ({ opcode } = frame);
    size += frame.payload.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    parts.push(frame.payload);
    if (!frame.isLast) return [];
    const whole = { opcode, payload: Buffer.concat(parts) };
    parts = [];
    size = 0;
    return [whole];
  };
  return {
    read: (bytes) => {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const messages: Message[] = [];
      for (let frame = readFrame(rest, maxBytes); frame !== null; frame = readFrame(rest, maxBytes)) {
        rest = rest.subarray(frame.length);
        messages.push(...take(frame));
      }
      return messages;
    },
  };
}

interface Frame extends Message {
  readonly isLast: boolean;
  /** In bytes, with its head. */
  readonly length: number;
}

/** Null while it is not there as a whole. */
function readFrame(bytes: Buffer, maxBytes: number): Frame | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  // Extensions were not agreed on, and a server does not mask.
  if ((first & 0x70) !== 0 || second >= 0x80) throw broken();
  const head = second === 127 ? 10 : second === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  const size = second === 127 ? Number(bytes.readBigUInt64BE(2)) : second === 126 ? bytes.readUInt16BE(2) : second;
  if (size > maxBytes) throw tooLong(maxBytes);
  if (bytes.length < head + size) return null;
  return { isLast: first >= 0x80, opcode: first & 0x0f, payload: bytes.subarray(head, head + size), length: head + size };
}

/** One masked frame, as a client sends it. */
export function writeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = 0x80 | length;
  else if (length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let at = 0; at < length; at++) masked[at] = (masked[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return Buffer.concat([head, mask, masked]);
}

function broken(): SmartyError {
  return new SmartyError("network", "What came over the live connection cannot be understood.");
}

function tooLong(maxBytes: number): SmartyError {
  return new SmartyError("too_large", `A message of the live connection is larger than ${maxBytes / 2 ** 20} MB.`);
}
