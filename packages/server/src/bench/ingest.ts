import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { atLeast, atMost, beside, type Figure } from "./figures.ts";
import { createTexts, readMaterial, writeTexts } from "./library.ts";
import { startServerProcess, syncSource } from "./server-under-bench.ts";

const FOLDERS = 160;

/** How fast a folder of texts becomes searchable, and how fast it is seen that nothing in it has changed. */
export async function benchIngest(context: BenchContext): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  const path = join(folder, "files");
  writeTexts(path, createTexts(readMaterial(context).sentences, 4), FOLDERS);
  const server = await startServerProcess(join(folder, "data"));
  try {
    const body = { connector: "folder", name: "Texts", settings: { path }, access: { mode: "everyone" }, schedule: null };
    const { id } = await server.call<{ id: string }>("POST", "/sources", body);
    await server.longestStallMs();
    const before = server.cpuSeconds();
    const first = await syncSource(server, id);
    const cpuMs = ((server.cpuSeconds() - before) * 1000) / first.counts.indexed;
    const stallMs = await server.longestStallMs();
    const memoryMb = server.memoryMb();
    const second = await syncSource(server, id);
    return [
      atLeast("ingest of 1,500-character texts, hybrid", 800, first.counts.indexed / first.seconds, "documents/s"),
      beside("processor time of a document, all threads", `${cpuMs.toFixed(2)} ms`),
      atMost("longest stall of the main thread while ingesting", 50, stallMs, "ms"),
      beside("memory right after it", `${Math.round(memoryMb)} MB`),
      atLeast("sync of an unchanged folder", 3000, second.counts.unchanged / second.seconds, "documents/s"),
      atMost("documents read again by it", 0, second.counts.indexed + second.counts.failed, "documents"),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
