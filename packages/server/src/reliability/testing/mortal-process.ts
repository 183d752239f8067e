import { isMainThread, type Worker } from "node:worker_threads";

// Loaded as a plugin into a server's process, it ends the thread that writes as soon as the process is sent SIGUSR2.
let writer: Worker | undefined;
if (isMainThread) {
  process.on("worker", (worker) => {
    if (worker.threadName === "writer") writer = worker;
  });
  process.on("SIGUSR2", () => void writer?.terminate());
}

export { deadly } from "./deadly-connector.ts";
