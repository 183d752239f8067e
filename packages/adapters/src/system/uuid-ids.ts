import { randomBytes } from "node:crypto";
import type { Ids } from "@smartypants/core";

let last = 0;
let counter = 0;

/** UUIDv7 (RFC 9562): 48 bits of time, a counter within the millisecond so that ids of one process sort as they were made, then chance. */
export const uuidIds: Ids = {
  next: () => {
    const now = Math.max(Date.now(), last);
    counter = now === last ? counter + 1 : randomBytes(2).readUInt16BE() & 0x7ff;
    last = counter > 0xfff ? now + 1 : now;
    if (counter > 0xfff) counter = 0;
    const bytes = randomBytes(16);
    bytes.writeUIntBE(last, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    const hex = bytes.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};
