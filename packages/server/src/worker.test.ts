import type { Ports } from "@smartypants/core";
import { expect, onTestFinished, test } from "vitest";
import type { IngestHost } from "./ingest/ingest-host.ts";
import { openTestServer } from "./testing/open-test-server.ts";
import { startBackgroundWork } from "./worker.ts";

// They would work on with what the failed start closes next, and keep the process from ending.
test("jobs that have begun are stopped when the rest of the background work cannot begin", async () => {
  const server = await openTestServer();
  onTestFinished(() => server.close());
  const calls: string[] = [];
  const { database, jobs } = server.ports;
  const ports: Ports = {
    ...server.ports,
    jobs: {
      ...jobs,
      start: async () => void calls.push("start"),
      stop: async (graceMs) => void calls.push(`stop after ${graceMs} ms`),
    },
    database: { ...database, sources: { ...database.sources, all: () => Promise.reject(new Error("the disk is full")) } },
  };
  const ingest: IngestHost = {
    run: () => Promise.reject(new Error("nothing runs here")),
    listen: async () => {},
    follow: async () => {},
    close: async () => {},
  };
  await expect(startBackgroundWork(ports, ingest)).rejects.toThrow("the disk is full");
  expect(calls).toEqual(["start", "stop after 0 ms"]);
});
