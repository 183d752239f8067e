import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { atMost, beside, type Figure } from "./figures.ts";

const ROOT = path.join(import.meta.dirname, "..", "..", "..", "..");
const Measured = z.array(z.object({ what: z.string(), limit: z.number().nullable(), measured: z.number(), unit: z.string() }));
const LONGEST_MS = 600_000;

/** Of the page in a real browser: an answer that is written below a long conversation, beside one that is drawn whole with every piece. */
export function benchWebStream(): Promise<readonly Figure[]> {
  return measure("stream");
}

/** Of the page in a real browser: the frames of scrolling through what is long. */
export function benchWebScroll(): Promise<readonly Figure[]> {
  return measure("scroll");
}

/** The page knows its own benches; they run in a process of theirs, as the browser tests do, on the bundle that `npm start` has built. */
async function measure(name: string): Promise<readonly Figure[]> {
  const script = path.join(ROOT, "web", "e2e", "run.ts");
  const args = ["--conditions=source", "--disable-warning=ExperimentalWarning", script, "--bench", name];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: LONGEST_MS });
  const figures = Measured.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  return figures.map(({ what, limit, measured, unit }) =>
    limit === null ? beside(what, `${Math.round(measured)} ${unit}`.trim()) : atMost(what, limit, measured, unit),
  );
}
