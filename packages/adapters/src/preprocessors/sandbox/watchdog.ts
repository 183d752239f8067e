const LOOK_EVERY_MS = 20;
/** Where the parent writes limits. */
const LIMITS_FD = 4;
/** How a reader ends that holds more than it may; nothing else sends it. */
export const OUT_OF_MEMORY_SIGNAL = "SIGUSR2";

/**
 * Source of a thread that ends its process when the parent has died (orphans are given to another parent) or when it holds more memory than
 * its limit. The main thread, busy with a document, notices neither; and the parent looks too rarely, and only where the system tells it.
 * The parent may change the limit, a line with a number of megabytes each time: other readers come and go. Written as text because a thread of
 * the reader is started without its loaders.
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
let { maxBytes } = workerData;
try {
  const { Socket } = require("node:net");
  const limits = new Socket({ fd: ${LIMITS_FD}, readable: true, writable: false });
  limits.on("error", () => {});
  limits.on("data", (bytes) => {
    const megabytes = Number(bytes.toString().trim().split("\\n").at(-1));
    if (megabytes > 0) maxBytes = megabytes * 1024 * 1024;
  });
} catch {
  // Started by hand, or by a system that gives no such thing: the first limit holds.
}
setInterval(() => {
  if (process.ppid !== parent) end("SIGKILL");
  if (process.memoryUsage.rss() > maxBytes) end("${OUT_OF_MEMORY_SIGNAL}");
}, ${LOOK_EVERY_MS});
`;
