import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { createBlobScratch } from "../sync/blob-scratch.ts";
import { connectorContext } from "../sync/connector-context.ts";
import { runChecks } from "./check-source.ts";
import type { ProbePorts } from "./probe-source.ts";

const TIMEOUT_MS = 60_000;

/** Tries a stored credential and notes when it stops working, as far as the source says. What has failed stops nothing: the next sync finds out. */
export async function checkCredential(ports: ProbePorts & Pick<Ports, "database">, source: Source, signal: AbortSignal): Promise<void> {
  const { database, clock, logger } = ports;
  const connector = ports.connectors.get(source.connector);
  if (connector === undefined || (await database.sourceConnections.credential(source.id)) === null) return;
  const context = connectorContext(ports, {
    source,
    connector,
    scratch: createBlobScratch(),
    pipelineVersion: "",
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    isProbe: true,
  });
  const checks = await runChecks(ports, connector, context);
  signal.throwIfAborted();
  const failed = checks.filter((check) => check.required && check.status === "failed").map((check) => check.id);
  if (failed.length > 0) logger.warn({ sourceId: source.id, failed }, "a source did not pass its checks");
  const ends = checks.flatMap((check) => check.expiresAt ?? []);
  await database.sourceConnections.setExpiry(source.id, ends.length === 0 ? null : Math.min(...ends), clock.now());
}
