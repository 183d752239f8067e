import { SmartyError } from "@smartypants/sdk";

/** Sockets of one person, over all their browsers and programs, and of everybody. */
const MOST_OF_ONE = 250;
const MOST = 2_000;

export interface SocketLimits {
  /** Counts one in; the function returned counts it out, once. Throws `rate_limited`. */
  enter(userId: string): () => void;
}

export function createSocketLimits(): SocketLimits {
  const open = new Map<string, number>();
  let all = 0;
  return {
    enter: (userId) => {
      const own = open.get(userId) ?? 0;
      if (own >= MOST_OF_ONE || all >= MOST) {
        const message =
          own >= MOST_OF_ONE ? `You have ${MOST_OF_ONE} sockets open. Close some.` : `${MOST} sockets are open. Try again soon.`;
        throw new SmartyError("rate_limited", message, { retryAfterMs: 5_000 });
      }
      open.set(userId, own + 1);
      all += 1;
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        all -= 1;
        const left = (open.get(userId) ?? 1) - 1;
        if (left > 0) open.set(userId, left);
        else open.delete(userId);
      };
    },
  };
}
