import type { Page } from "playwright-core";
import { fakeApi } from "./fake-api.ts";
import type { Figure } from "./figure.ts";
import { CONVERSATION, finishedAnswer, longAnswer, longThread, RUN } from "./long-thread.ts";
import { buildNaivePage } from "./naive-page.ts";
import { watch } from "./watch.ts";

const MESSAGES = 500;
const UPDATES = 600;
const EVERY_MS = 16;
const SETTLE_MS = 3_000;
/** The naive page takes seconds for each. */
const NAIVE_UPDATES = 8;

/** In the page: the events of the run come from a stream that is fed by the clock, as they would from the network. */
function installStream({ run, pieces, done, everyMs }: { run: string; pieces: readonly string[]; done: object; everyMs: number }): void {
  const real = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!address.includes(`/runs/${run}/events`)) return real(input, init);
    const encoder = new TextEncoder();
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (type: string, data: object): void =>
          controller.enqueue(encoder.encode(`id: ${at + 1}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
        window.benchStart = () => {
          const timer = setInterval(() => {
            const text = pieces[at];
            if (text !== undefined) send("delta", { text });
            else {
              clearInterval(timer);
              send("done", done);
              controller.close();
            }
            at += 1;
          }, everyMs);
        };
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
}

function cut(text: string, pieces: number): readonly string[] {
  const size = text.length / pieces;
  return Array.from({ length: pieces }, (_each, at) => text.slice(Math.round(at * size), Math.round((at + 1) * size)));
}

/** A long answer that is written below a long conversation, and the same drawn whole with every piece. */
export async function benchStream(page: Page): Promise<readonly Figure[]> {
  const text = longAnswer();
  const pieces = cut(text, UPDATES);
  await fakeApi(page, { messages: MESSAGES, isRunning: true });
  await page.addInitScript(installStream, { run: RUN, pieces, done: finishedAnswer(RUN, text), everyMs: EVERY_MS });
  await page.goto(`/chat/${CONVERSATION}`);
  // The conversation is drawn, and the page has nothing else to do.
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.waitForFunction(() => window.benchStart !== undefined);
  await page.waitForTimeout(SETTLE_MS);
  const ours = await watch(page, async () => {
    await page.evaluate(() => window.benchStart?.());
    await page.getByRole("log").getByText("Part 0").waitFor();
    // The sign behind the last word goes with the end.
    await page.locator("[role=log] [data-open]").waitFor({ state: "detached", timeout: 120_000 });
  });
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

declare global {
  interface Window {
    benchStart?: () => void;
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
