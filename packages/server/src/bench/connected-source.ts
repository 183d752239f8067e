import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerUnderBench, startServerProcess, syncSource, type SyncResult } from "./server-under-bench.ts";
import { type Double, startDouble } from "./source-double.ts";

export interface ConnectedSource {
  readonly double: Double;
  readonly server: ServerUnderBench;
  /** One sync, with the most memory that the server and its children held meanwhile, looked at some times a second. */
  readonly sync: () => Promise<SyncResult & { readonly mostMb: number }>;
}

const LOOK_MS = 250;

/** A server with one source, whose double is another process. Both go afterwards. */
export async function withConnectedSource<Value>(
  kind: "slack" | "drive",
  size: number,
  work: (source: ConnectedSource) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  const double = await startDouble(kind, size);
  try {
    const server = await startServerProcess(join(folder, "data"), { SMARTY_CONNECTOR_NETWORKS: "127.0.0.1" });
    try {
      const { settings, credential } = double;
      const connector = kind === "slack" ? "slack" : "google-drive";
      const body = { connector, name: kind, settings, credential, access: { mode: "source" }, schedule: null };
      const { id } = await server.call<{ id: string }>("POST", "/sources", body);
      return await work({ double, server, sync: () => syncWatched(server, id) });
    } finally {
      await server.stop();
    }
  } finally {
    double.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function syncWatched(server: ServerUnderBench, sourceId: string): Promise<SyncResult & { readonly mostMb: number }> {
  let mostMb = server.memoryMb();
  const timer = setInterval(() => void (mostMb = Math.max(mostMb, server.memoryMb())), LOOK_MS);
  try {
    return { ...(await syncSource(server, sourceId)), mostMb };
  } finally {
    clearInterval(timer);
  }
}
