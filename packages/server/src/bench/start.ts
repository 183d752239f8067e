import { setTimeout as pause } from "node:timers/promises";
import type { BenchContext } from "./bench-context.ts";
import { atMost, type Figure } from "./figures.ts";
import { benchFirstAnswer } from "./first-answer.ts";
import { openLibrary } from "./library.ts";
import { startServerProcess } from "./server-under-bench.ts";

const IDLE_MS = 60_000;

/** A first start until the first answer, a second start with 100,000 passages, and what the server holds when nobody has asked anything for a minute. */
export async function benchStart(context: BenchContext): Promise<readonly Figure[]> {
  const first = await benchFirstAnswer();
  const { dataDir } = await openLibrary(context);
  const server = await startServerProcess(dataDir);
  try {
    await pause(IDLE_MS);
    return [
      ...first,
      atMost("start with 100,000 passages, to ready", 3, server.readyMs / 1000, "s"),
      atMost("memory of all processes, 60 s after that", 256, server.memoryMb(), "MB"),
    ];
  } finally {
    await server.stop();
  }
}
