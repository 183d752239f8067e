import { createBallast, readDiskSpace, removeBallast } from "@smartypants/adapters";
import type { Logger } from "@smartypants/core";

const MB = 1024 ** 2;
/** Below this a transaction may fail at any moment. */
const ALMOST_FULL_BYTES = 16 * MB;
/** Room enough to set some aside again, and to stay above the other limit then. */
const ROOMY_BYTES = 48 * MB;
const LOOK_EVERY_MS = 2_000;

export interface DiskGuard {
  /** Looks now, as it does by itself every two seconds. Never rejects. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Keeps 8 MB of the data directory's disk aside and gives them back when it is almost full, so that people can still delete: new content is stopped much
 * earlier (`requireRoom`). Sets them aside again when there is room.
 */
export function guardDisk(folder: string, logger: Logger, readSpace = readDiskSpace): DiskGuard {
  let hasBallast: boolean | undefined;
  const judge = async (): Promise<void> => {
    const { freeBytes } = await readSpace(folder);
    if (freeBytes < ALMOST_FULL_BYTES && hasBallast !== false) {
      hasBallast = false;
      const freed = await removeBallast(folder);
      logger.error({ freeBytes, freed }, "the data directory's disk is full: nothing new can be stored until some space is freed");
    } else if (freeBytes >= ROOMY_BYTES && hasBallast !== true) {
      await createBallast(folder);
      if (hasBallast === false) logger.info({ freeBytes }, "there is room on the data directory's disk again");
      hasBallast = true;
    }
  };
  let looking: Promise<void> | undefined;
  const look = (): Promise<void> => {
    looking ??= judge()
      .catch((error: unknown) => logger.warn({ err: error }, "the room on the data directory's disk could not be looked after"))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
