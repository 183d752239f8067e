import { flows as setup } from "../setup.flow.ts";
import { ADA, findBrowser, openWorld } from "../world.ts";
import type { Figure } from "./figure.ts";
import { benchScroll } from "./scroll.ts";
import { benchStream } from "./stream.ts";

const BENCHES = { stream: benchStream, scroll: benchScroll } as const;

export function isWebBench(name: string): name is keyof typeof BENCHES {
  return Object.hasOwn(BENCHES, name);
}

/** Measures the page in a real browser against the real server. */
export async function runWebBench(name: keyof typeof BENCHES): Promise<readonly Figure[]> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error("There is no Chromium here (Debian: apt-get install chromium).");
  const world = await openWorld({ executablePath, shots: undefined });
  try {
    for (const flow of setup) await flow.run(world);
    await world.leave();
    const { page } = await world.signedIn(ADA);
    return await BENCHES[name](page);
  } finally {
    await world.close();
  }
}
