const LOOK_EVERY_MS = 20;
/** How a reader ends that holds more than it may; nothing else sends it. */
export const OUT_OF_MEMORY_SIGNAL = "SIGUSR2";

/**
 * Source of a thread that ends its process when the parent has died (orphans are given to another parent) or when it holds more memory than
 * its limit. The main thread, busy with a document, notices neither; and the parent looks too rarely, and only where the system tells it.
 * Written as text because a thread of the reader is started without its loaders.
 */
export const WATCHDOG = `
const { workerData } = require("node:worker_threads");
const parent = process.ppid;
function end(signal) {
  try {
    process.kill(process.pid, signal);
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}
setInterval(() => {
  if (process.ppid !== parent) end("SIGKILL");
  if (process.memoryUsage.rss() > workerData.maxBytes) end("${OUT_OF_MEMORY_SIGNAL}");
}, ${LOOK_EVERY_MS});
`;
