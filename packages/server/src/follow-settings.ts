import type { Ports } from "@smartypants/core";

/** What another process has changed acts here after this long at most. */
const LOOK_EVERY_MS = 3_000;

/** Keeps this process's settings what they are in the database: at once after a notice, else within seconds. Returns the function that ends it. */
export function followSettings({ settings, bus, logger }: Pick<Ports, "settings" | "bus" | "logger">): () => void {
  let hasFailed = false;
  const look = (): void => {
    settings.refresh().then(
      () => void (hasFailed = false),
      (error: unknown) => {
        // Said once: what held goes on to hold.
        if (!hasFailed) logger.warn({ err: error }, "the settings could not be read again");
        hasFailed = true;
      },
    );
  };
  const unsubscribe = bus.subscribe("settings", ({ key }) => {
    if (key === "runtime") look();
  });
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => {
    unsubscribe();
    clearInterval(timer);
  };
}
