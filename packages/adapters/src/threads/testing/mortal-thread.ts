import { parentPort, threadId } from "node:worker_threads";
import { serveCalls } from "../rpc.ts";

if (parentPort !== null) {
  serveCalls(parentPort, {
    whoAreYou: () => threadId,
    fail: () => {
      throw new Error("no");
    },
    /** Ends the thread unless the shared number is 0, which it lowers first. */
    dieIfAny: (left: Int32Array) => {
      if (Atomics.load(left, 0) === 0) return threadId;
      Atomics.sub(left, 0, 1);
      process.exit(3);
    },
    never: () => new Promise(() => {}),
    close: () => {},
  });
}
