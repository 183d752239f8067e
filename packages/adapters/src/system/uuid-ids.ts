import { randomBytes } from "node:crypto";
import type { Clock, Ids } from "@smartypants/core";
import { systemClock } from "./system-clock.ts";

const COUNTER_END = 0x1000;
/** Counters begin in the lower half, so that a millisecond has room for at least 2048 ids. */
const COUNTER_START_MASK = 0x7ff;

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** UUIDv7 (RFC 9562) of this thread. */
export const uuidIds: Ids = createUuidIds(systemClock);

/**
 * 48 bits of time, a counter of 12 bits within the millisecond, 62 bits of chance. Each id sorts after the one before, even when the clock goes back;
 * more ids than a millisecond has room for borrow from the next. `after` is an id of an earlier process, which these sort after too; anything else is
 * ignored.
 */
export function createUuidIds(clock: Clock, after = ""): Ids {
  const digits = UUID_V7.exec(after);
  let lastMs = Number.parseInt(`${digits?.[1] ?? "0"}${digits?.[2] ?? ""}`, 16);
  let counter = Number.parseInt(digits?.[3] ?? "0", 16);
  return {
    next: () => {
      const bytes = randomBytes(16);
      const nowMs = clock.now();
      if (nowMs > lastMs) {
        lastMs = nowMs;
        counter = bytes.readUInt16BE(6) & COUNTER_START_MASK;
      } else if (++counter === COUNTER_END) {
        lastMs++;
        counter = 0;
      }
      bytes.writeUIntBE(lastMs, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
      return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
  };
}
