import type { Page } from "playwright-core";
import { fakeApi } from "./fake-api.ts";
import type { Figure } from "./figure.ts";
import { CONVERSATION, finishedAnswer, longAnswer, longThread, RUN } from "./long-thread.ts";
import { buildNaivePage } from "./naive-page.ts";
import { openSlowStream, type StreamedEvent } from "./slow-stream.ts";
import { watch, type Watched } from "./watch.ts";

const MESSAGES = 500;
const UPDATES = 600;
const EVERY_MS = 16;
const SETTLE_MS = 3_000;
/** The naive page takes seconds for each. */
const NAIVE_UPDATES = 8;

function cut(text: string, pieces: number): readonly string[] {
  const size = text.length / pieces;
  return Array.from({ length: pieces }, (_each, at) => text.slice(Math.round(at * size), Math.round((at + 1) * size)));
}

/** A long answer that is written below a long conversation, and the same drawn whole with every piece. */
export async function benchStream(page: Page): Promise<readonly Figure[]> {
  const text = longAnswer();
  const pieces = cut(text, UPDATES);
  await fakeApi(page, { messages: MESSAGES, isRunning: true });
  const ours = await watchStream(page, [
    { type: "phase", data: { phase: "writing" } },
    ...pieces.map((piece) => ({ type: "delta", data: { text: piece } })),
    { type: "done", data: finishedAnswer(RUN, text) },
  ]);
  const naive = await benchNaive(page, pieces.slice(0, NAIVE_UPDATES));
  return [
    {
      what: `streaming 12 kB in ${UPDATES} pieces below ${MESSAGES} messages: longest task`,
      limit: 50,
      measured: ours.longestTaskMs,
      unit: "ms",
    },
    { what: "  tasks of more than 50 ms", limit: 0, measured: ours.longTasks, unit: "" },
    { what: "  main thread in all", limit: 1000, measured: ours.totalMs, unit: "ms" },
    {
      what: `  drawn whole with every piece: main thread for each (${NAIVE_UPDATES} measured)`,
      limit: null,
      measured: naive.totalMs / NAIVE_UPDATES,
      unit: "ms",
    },
    { what: `  drawn whole: in all, for ${UPDATES}`, limit: null, measured: (naive.totalMs / NAIVE_UPDATES) * UPDATES, unit: "ms" },
    { what: "  drawn whole: longest task", limit: null, measured: naive.longestTaskMs, unit: "ms" },
  ];
}

async function watchStream(page: Page, events: readonly StreamedEvent[]): Promise<Watched> {
  const stream = await openSlowStream(events, EVERY_MS);
  await page.route(`**/runs/${RUN}/events*`, (route) => route.continue({ url: stream.url }));
  try {
    await page.goto(`/chat/${CONVERSATION}`);
    // The conversation is drawn, and the page has nothing else to do.
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.waitForTimeout(SETTLE_MS);
    return await watch(page, async () => {
      stream.start();
      await page.getByRole("log").getByText("Part 0").waitFor();
      // The sign behind the last word goes with the end.
      await page.locator("[role=log] [data-open]").waitFor({ state: "detached", timeout: 120_000 });
    });
  } finally {
    stream.close();
  }
}

declare global {
  interface Window {
    benchNaive?: (piece: string) => Promise<void>;
  }
}

async function benchNaive(page: Page, pieces: readonly string[]) {
  const script = await buildNaivePage();
  const thread = JSON.stringify(longThread(MESSAGES, true)).replaceAll("<", "\\u003c");
  const html = `<!doctype html><title>naive</title><div id="root"></div><script type="application/json" id="thread">${thread}</script><script type="module">${script.replaceAll("</script", "<\\/script")}</script>`;
  await page.route("**/bench-naive", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("/bench-naive");
  await page.waitForFunction(() => window.benchNaive !== undefined, undefined, { timeout: 60_000 });
  return watch(page, async () => {
    for (const piece of pieces) await page.evaluate((text) => window.benchNaive?.(text), piece);
  });
}
