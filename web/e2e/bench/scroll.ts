import type { Page } from "playwright-core";
import { fakeApi } from "./fake-api.ts";
import type { Figure } from "./figure.ts";
import { CONVERSATION } from "./long-thread.ts";
import { watch } from "./watch.ts";

const STEP_PX = 120;

interface Scrolled {
  readonly frames: readonly number[];
  /** How far the view was moved: what is added above it does not count. */
  readonly distance: number;
  readonly rows: number;
}

/** In the page: scrolls a little in every frame, and tells how long each frame took. */
async function scrollThrough({ selector, step, frames }: { selector: string; step: number; frames: number }): Promise<Scrolled> {
  const box = document.querySelector(selector);
  if (box === null) throw new Error(`there is no ${selector}`);
  let distance = 0;
  const times: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (let at = 0; at < frames; at++) {
    const before = box.scrollTop;
    box.scrollTop += step;
    distance += Math.abs(box.scrollTop - before);
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  return { frames: times, distance, rows: box.querySelectorAll("[data-role]").length };
}

async function figuresOf(page: Page, what: string, selector: string, step: number, frames: number): Promise<readonly Figure[]> {
  const watched = await watch(page, () => page.evaluate(scrollThrough, { selector, step, frames }));
  const { frames: times, distance, rows } = watched.value;
  const sorted = times.toSorted((one, other) => one - other);
  return [
    {
      what: `scrolling ${what}, ${Math.round(distance)} px in ${frames} frames: longest task`,
      limit: 50,
      measured: watched.longestTaskMs,
      unit: "ms",
    },
    ...(rows > 0 ? [{ what: "  messages drawn at the end", limit: null, measured: rows, unit: "" }] : []),
    { what: "  main thread for a frame", limit: 16, measured: watched.totalMs / frames, unit: "ms" },
    { what: "  longest frame by the clock, with all else the machine does", limit: null, measured: sorted.at(-1) ?? 0, unit: "ms" },
    { what: "  frames of more than 50 ms by the clock", limit: null, measured: times.filter((time) => time > 50).length, unit: "" },
    { what: "  half of the frames within", limit: null, measured: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: "ms" },
  ];
}

/** A conversation of 500 messages from its end to its beginning, and 10,000 documents. */
export async function benchScroll(page: Page): Promise<readonly Figure[]> {
  await fakeApi(page, { messages: 500, isRunning: false });
  await page.goto(`/chat/${CONVERSATION}`);
  await page.getByRole("log").getByText("Used").last().waitFor();
  await page.waitForTimeout(1000);
  const thread = await figuresOf(page, "up a conversation of 500 messages", "[role=log]", -STEP_PX, 600);
  await page.goto("/documents");
  await page.getByRole("table", { name: "Documents" }).getByRole("row").nth(5).waitFor();
  await page.evaluate(() => {
    let box = document.querySelector("[role=table]")?.parentElement ?? null;
    while (box !== null && box.scrollHeight <= box.clientHeight) box = box.parentElement;
    box?.setAttribute("data-bench-scroll", "");
  });
  const list = await figuresOf(page, "a list of 10,000 documents", "[data-bench-scroll]", STEP_PX * 4, 600);
  return [...thread, ...list];
}
