import { expect } from "vitest";
import type { LogFilter, NewLogEntry } from "../../ports/database/logs.ts";
import type { DatabaseRule } from "./under-test.ts";

const PLAIN: NewLogEntry = {
  at: 1_000,
  level: "info",
  part: "server",
  message: "request",
  requestId: null,
  jobId: null,
  runId: null,
  sourceId: null,
  fields: {},
  lost: 0,
};

function entry(change: Partial<NewLogEntry>): NewLogEntry {
  return { ...PLAIN, ...change };
}

type Logs = Parameters<DatabaseRule["check"]>[0]["database"]["logs"];

async function messages(logs: Logs, filter: LogFilter, limit = 10): Promise<readonly string[]> {
  return (await logs.find(filter, null, limit)).entries.map(({ message }) => message);
}

export const LOG_RULES: readonly DatabaseRule[] = [
  {
    title: "lines come back as they were stored, newest first, in pages",
    async check({ database: { logs } }) {
      expect(await logs.find({}, null, 5)).toEqual({ entries: [], before: null });
      const fields = { err: { message: "no \u{1F600}", stack: ["a", "b"] }, ms: 1.5, path: null };
      const first = entry({ message: "first", requestId: "r1", jobId: "7", runId: "run", sourceId: "s", fields, lost: 3, level: "error" });
      await logs.add([first, entry({ message: "second" }), entry({ message: "third", level: "debug" })]);
      const page = await logs.find({}, null, 2);
      expect(page.entries.map(({ message }) => message)).toEqual(["third", "second"]);
      const rest = await logs.find({}, page.before, 2);
      expect(rest.entries).toEqual([{ ...first, id: expect.any(String) }]);
      expect(rest.before).toBeNull();
    },
  },
  {
    title: "each filter narrows, and together they narrow further",
    async check({ database: { logs } }) {
      await logs.add([
        entry({ message: "a", at: 10, requestId: "r1", level: "debug" }),
        entry({ message: "b", at: 20, requestId: "r1", jobId: "1", level: "warn" }),
        entry({ message: "c", at: 30, jobId: "1", runId: "run", sourceId: "s", level: "error" }),
        entry({ message: "d", at: 40, runId: "run", sourceId: "t" }),
      ]);
      expect(await messages(logs, { level: "debug" })).toEqual(["d", "c", "b", "a"]);
      expect(await messages(logs, { level: "info" })).toEqual(["d", "c", "b"]);
      expect(await messages(logs, { level: "warn" })).toEqual(["c", "b"]);
      expect(await messages(logs, { level: "error" })).toEqual(["c"]);
      expect(await messages(logs, { requestId: "r1" })).toEqual(["b", "a"]);
      expect(await messages(logs, { requestId: "r1", level: "warn" })).toEqual(["b"]);
      expect(await messages(logs, { jobId: "1", runId: "run" })).toEqual(["c"]);
      expect(await messages(logs, { sourceId: "t" })).toEqual(["d"]);
      expect(await messages(logs, { from: 20, to: 40 })).toEqual(["c", "b"]);
      expect(await messages(logs, { from: 41 })).toEqual([]);
      expect(await messages(logs, { to: 10 })).toEqual([]);
    },
  },
  {
    title: "text is found in the message and the fields, in any case, and means itself",
    async check({ database: { logs } }) {
      await logs.add([
        entry({ message: "Sync FAILED" }),
        entry({ message: "other", fields: { host: "Files.Example.org" } }),
        entry({ message: "100% done_now" }),
      ]);
      expect(await messages(logs, { text: "sync failed" })).toEqual(["Sync FAILED"]);
      expect(await messages(logs, { text: "files.example" })).toEqual(["other"]);
      expect(await messages(logs, { text: "0% done_" })).toEqual(["100% done_now"]);
      expect(await messages(logs, { text: "0_ done" })).toEqual([]);
    },
  },
  {
    // What is rare must be found however many lines lie above it, without one statement that holds everybody up.
    title: "an old line is found by its words below thousands of others, page by page",
    async check({ database: { logs } }) {
      await logs.add([entry({ message: "needle", at: 1 })]);
      await logs.add(Array.from({ length: 9_000 }, (_each, at) => entry({ message: "hay", at: 2 + at })));
      const found: string[] = [];
      let before: string | null = null;
      do {
        const page = await logs.find({ text: "needle" }, before, 50);
        found.push(...page.entries.map(({ message }) => message));
        ({ before } = page);
      } while (before !== null);
      expect(found).toEqual(["needle"]);
      expect(await messages(logs, { to: 2 })).toEqual(["needle"]);
    },
  },
  {
    title: "the ring keeps the newest lines, by number and by age, and says how many there are and how many were lost",
    async check({ database: { logs } }) {
      expect(await logs.facts()).toEqual({ lines: 0, oldestAt: null, lost: 0 });
      await logs.add(Array.from({ length: 30 }, (_each, at) => entry({ message: String(at), at, lost: at === 25 ? 4 : 0 })));
      expect(await logs.facts()).toEqual({ lines: 30, oldestAt: 0, lost: 4 });
      const trim = async (since: number, lines: number): Promise<void> => {
        while ((await logs.trim({ since, lines })) > 0);
      };
      await trim(0, 20);
      expect(await logs.facts()).toMatchObject({ lines: 20, oldestAt: 10 });
      await trim(28, 20);
      expect(await messages(logs, {})).toEqual(["29", "28"]);
      expect(await logs.facts()).toMatchObject({ lost: 0 });
      await trim(1_000, 20);
      await logs.add([entry({ message: "after all" })]);
      expect(await messages(logs, {})).toEqual(["after all"]);
    },
  },
];
