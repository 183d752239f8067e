import { createLogger } from "@smartypants/adapters";
import { checkInvariants } from "@smartypants/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { openInstance } from "../compose.ts";
import { readConfig } from "../config.ts";
import { openEngine } from "../testing/open-engine.ts";
import { doc } from "../testing/scripted-connector.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const HOUR_MS = 3_600_000;
const JUMPS = { "an hour back": -HOUR_MS, "a day forth": 24 * HOUR_MS };

describe.each(Object.entries(JUMPS))("when the clock is set %s", (_name, jump) => {
  test("a sync that is under way loses nothing, and the next one sees what is new", async () => {
    const engine = await openEngine();
    onTestFinished(() => engine.close());
    const source = await engine.source();
    const names = Array.from({ length: 250 }, (_, at) => `walrus-${at}`);
    engine.scripted.play(async function* () {
      for (const [at, name] of names.entries()) {
        // In the middle of a batch, of the drain beside it, and of what is removed at the end.
        if (at === 120 || at === 240) engine.clock.advance(jump);
        yield { op: "upsert", document: doc(name, `A walrus, number ${at}.`) };
      }
      yield { op: "done", listed: "everything" };
    });
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { seen: 250, indexed: 250 } });
    engine.clock.advance(jump);
    engine.scripted.play(() => [
      ...names.slice(0, 240).map((id) => ({ op: "unchanged" as const, id })),
      { op: "upsert", document: doc("late", "A late walrus.") },
      { op: "done", listed: "everything" },
    ]);
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { seen: 241, indexed: 1, deleted: 10 } });
    expect(await engine.find('"late walrus"')).toEqual(["late"]);
    const report = await checkInvariants(engine.ports, { ...engine.reader(), role: "admin" }, { deep: true });
    expect(report.filter((item) => item.status !== "ok")).toEqual([]);
  });

  // Another process, or this one before it died, has taken work by a clock that was wrong.
  test("work that was claimed before is free again with the next start", async () => {
    const engine = await openEngine();
    onTestFinished(() => engine.close());
    const source = await engine.source();
    const { indexChanges } = engine.ports.database;
    engine.scripted.play(() => [
      { op: "upsert", document: doc("a", "A walrus.") },
      { op: "done", listed: "everything" },
    ]);
    await engine.sync(source);
    await indexChanges.markAll(engine.clock.now());
    expect(await indexChanges.claim(10, 60_000, engine.clock.now())).toHaveLength(1);
    engine.clock.advance(jump);
    await indexChanges.release();
    expect(await indexChanges.claim(10, 60_000, engine.clock.now())).toHaveLength(1);
  });
});

// Pages and conversations are in the order of ids, and ids begin with the time.
test("after a restart with the clock set back, what is new still comes last", async () => {
  const { config } = readConfig({ SMARTY_DATA_DIR: tempFolder(), SMARTY_LOG_LEVEL: "error" });
  const logger = createLogger({ level: "error" });
  const first = await openInstance(config, logger);
  const ahead = idAt(Date.now() + HOUR_MS);
  await first.ports.database.answers.createConversation({ id: ahead, userId: "ada", title: "before", now: Date.now() + HOUR_MS });
  await first.close();
  const second = await openInstance(config, logger);
  onTestFinished(() => second.close());
  const next = Array.from({ length: 3 }, () => second.ports.ids.next());
  expect([ahead, ...next].toSorted()).toEqual([ahead, ...next]);
});

/** As another process would have made it. */
function idAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab`;
}
