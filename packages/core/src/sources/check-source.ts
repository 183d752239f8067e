import { type CheckResult, isSmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { createBlobScratch } from "../sync/blob-scratch.ts";
import { connectorContext } from "../sync/connector-context.ts";
import { checkSourceInput } from "./source-input.ts";

type Needs = Pick<Ports, "database" | "connectors" | "clock" | "logger">;

/** Probes a source's settings before they are saved. A probe that throws is a failed check, not an error. */
export async function checkSettings(
  ports: Needs,
  actor: Actor,
  input: Pick<Source, "connector" | "settings" | "access">,
): Promise<CheckResult[]> {
  requireRole(actor, "editor");
  const settings = checkSourceInput(ports, input);
  const connector = ports.connectors.get(input.connector);
  if (connector === undefined) return [];
  const signal = AbortSignal.timeout(30_000);
  const source = { id: "check", settings } as Source;
  const context = connectorContext(ports, { source, connector, scratch: createBlobScratch(), pipelineVersion: "", signal });
  const results: CheckResult[] = [];
  try {
    for await (const result of connector.check(context)) results.push(result);
  } catch (error) {
    const remediation = isSmartyError(error) ? error.message : "The check itself failed. The server's log has the details.";
    if (!isSmartyError(error)) ports.logger.error({ err: error, connector: connector.id }, "a connector's check failed");
    results.push({ id: "check", title: "Check", required: true, status: "failed", remediation });
  }
  return results;
}
