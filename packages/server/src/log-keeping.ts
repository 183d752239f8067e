import { createLogQueue, type LogQueue, type ServerLogger } from "@smartypants/adapters";
import type { Logger, NewLogEntry, Ports } from "@smartypants/core";

/** From here on the logger's lines wait to be stored. */
export function gatherLog(logger: ServerLogger): LogQueue {
  const queue = createLogQueue();
  logger.tap((entry) => queue.put(entry));
  return queue;
}

export interface LogKeeping {
  /** Stores what waits, as far as that is possible. */
  flush(): Promise<void>;
  /** The same, and stores nothing after that. */
  stop(): Promise<void>;
}

const FLUSH_MS = 500;
const LINES_AT_ONCE = 200;
/** Of one flush: what comes faster for long is lost, and counted. */
const MOST_BATCHES = 10;
const TRIM_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_PAUSE_MS = 10_000;

type Needs = Pick<Ports, "database" | "settings" | "clock">;

/** Stores the lines of the log, a few times a second and never in anybody's way, and keeps as many as the settings say. */
export function keepLog(ports: Needs, logger: ServerLogger, queue: LogQueue): LogKeeping {
  const { settings } = ports;
  const follow = (): void => {
    if (settings.pinned["logs.level"] === undefined) logger.setLevel(settings.get("logs.level"));
  };
  follow();
  const store = createStore(ports, queue, logger);
  let isOver = false;
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): Promise<void> => (underWay = underWay.then(() => store.flush()));
  const later = (): void => {
    if (!isOver) timer = setTimeout(() => void flush().then(later), store.pauseMs()).unref();
  };
  later();
  const trim = (): void => void (underWay = underWay.then(() => trimAll(ports, () => isOver).catch(store.failed)));
  const trimming = setInterval(trim, TRIM_MS).unref();
  trim();
  const unfollow = settings.onChange(() => {
    follow();
    trim();
  });
  return {
    flush,
    stop: async () => {
      unfollow();
      clearInterval(trimming);
      await flush();
      isOver = true;
      clearTimeout(timer);
    },
  };
}

function createStore({ database }: Needs, queue: LogQueue, logger: Logger) {
  let failures = 0;
  const failed = (error: unknown): void => {
    failures += 1;
    // Once: each such line waits to be stored itself.
    if (failures === 1)
      logger.warn({ err: error }, "the log could not be stored; lines wait, and the oldest are lost when there are too many");
  };
  const add = async (entries: readonly NewLogEntry[]): Promise<boolean> => {
    try {
      await database.logs.add(entries);
      failures = 0;
      return true;
    } catch (error) {
      queue.giveBack(entries);
      failed(error);
      return false;
    }
  };
  return {
    failed,
    /** Longer after failures. */
    pauseMs: () => Math.min(LONGEST_PAUSE_MS, FLUSH_MS * 2 ** Math.min(failures, 10)),
    flush: async (): Promise<void> => {
      for (let batch = 0; batch < MOST_BATCHES; batch++) {
        const entries = queue.take(LINES_AT_ONCE);
        if (entries.length === 0 || !(await add(entries))) return;
      }
    },
  };
}

async function trimAll({ database, settings, clock }: Needs, isOver: () => boolean): Promise<void> {
  for (let removed = 1; removed > 0 && !isOver();) {
    const since = clock.now() - settings.get("logs.days") * DAY_MS;
    removed = await database.logs.trim({ since, lines: settings.get("logs.lines") });
  }
}
