import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openSqlite } from "./connection.ts";
import { createWriterServer, type WriterPriority } from "./serve-writer.ts";

const server = createWriterServer(openSqlite((workerData as { file: string }).file, "write"));

parentPort?.on("message", (message: { connect: MessagePort; priority: WriterPriority } | { close: true }) => {
  if ("connect" in message) return server.connect(message.connect, message.priority);
  server.close();
  parentPort?.close();
});
