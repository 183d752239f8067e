import { setTimeout as pause } from "node:timers/promises";
import { SmartyError } from "@smartypants/sdk";
import type { ServerMessage } from "./socket-messages.ts";

/** What of a socket of `ws` is used. */
export interface WireSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface Wire {
  /** Resolves when there is room for the next one. Rejects with `aborted` when the socket is closed. */
  send(message: ServerMessage): Promise<void>;
  close(): void;
}

/** What one reader may leave unread. Past it nothing more is read from the database for them. */
const MOST_UNREAD_BYTES = 512 * 1024;
const LOOK_MS = 25;
/** A reader who takes nothing for so long is let go: they resume from the last event they saw. */
const LONGEST_WAIT_MS = 15_000;

export function createWire(socket: WireSocket, onTooSlow: () => void, longestWaitMs = LONGEST_WAIT_MS): Wire {
  const closing = new AbortController();
  const room = async (): Promise<void> => {
    const from = performance.now();
    while (!closing.signal.aborted && socket.bufferedAmount > MOST_UNREAD_BYTES) {
      if (performance.now() - from > longestWaitMs) onTooSlow();
      else await pause(LOOK_MS);
    }
    if (closing.signal.aborted) throw new SmartyError("aborted", "The socket is closed.");
  };
  return {
    send: async (message) => {
      await room();
      socket.send(JSON.stringify(message));
    },
    close: () => closing.abort(),
  };
}
