import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnswerSpan, CitationRow, RunEventBody } from "../../ports/database/answers.ts";
import { createDeltaLog } from "./delta-log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const words = (text: string): AnswerSpan => ({ type: "text", text });
const citation = (marker: number): CitationRow => ({ marker, documentId: "d", version: 1, chunkId: 1, start: 0, end: 1 });

function openLog(append?: () => Promise<void>) {
  const rows: { at: number; body: RunEventBody }[] = [];
  const clock = { now: () => Date.now() };
  const log = createDeltaLog(
    {
      append: async (...bodies) => {
        await append?.();
        rows.push(...bodies.map((body) => ({ at: Date.now(), body })));
      },
    },
    clock,
  );
  return { log, rows };
}

function textOf(rows: readonly { readonly body: RunEventBody }[]): string {
  return rows
    .flatMap(({ body }) => (body.type === "delta" && body.data.type === "written" ? body.data.spans : []))
    .map((span) => (span.type === "text" ? span.text : `[${span.marker}]`))
    .join("");
}

test("a thousand pieces in ten seconds become at most ten rows in any second, with nothing lost and in order", async () => {
  const { log, rows } = openLog();
  let written = "";
  for (let piece = 0; piece < 1_000; piece++) {
    const isCited = piece % 40 === 0;
    const marker = piece / 40 + 1;
    log.add({
      citations: isCited ? [citation(marker)] : [],
      spans: isCited ? [words(`w${piece} `), { type: "cite", marker }] : [words(`w${piece} `)],
    });
    written += `w${piece} ${isCited ? `[${marker}]` : ""}`;
    await vi.advanceTimersByTimeAsync(10);
  }
  const flushed = log.flush();
  await vi.advanceTimersByTimeAsync(2_000);
  await flushed;
  expect(textOf(rows)).toBe(written);
  for (const { at } of rows) expect(rows.filter((row) => row.at >= at && row.at < at + 1_000).length).toBeLessThanOrEqual(10);
  expect(rows.length, "soon, too").toBeGreaterThan(60);
});

test("a citation is written before the words that mention it, also when there are more than a row has room for", async () => {
  const { log, rows } = openLog();
  const spans = Array.from({ length: 25 }, (_, index): AnswerSpan => ({ type: "cite", marker: index + 1 }));
  log.add({ citations: spans.map((_span, index) => citation(index + 1)), spans });
  const flushed = log.flush();
  await vi.advanceTimersByTimeAsync(5_000);
  await flushed;
  expect(rows.map(({ body }) => body.type)).toEqual([...Array.from({ length: 25 }, () => "citation"), "delta"]);
  for (const { at } of rows) expect(rows.filter((row) => row.at >= at && row.at < at + 1_000).length).toBeLessThanOrEqual(10);
});

test("what could not be written is told by the flush", async () => {
  const { log } = openLog(() => Promise.reject(new Error("full")));
  log.add({ citations: [], spans: [words("x")] });
  const flushed = log.flush().catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await flushed).toMatchObject({ message: "full" });
});
