import { type CheckResult, type Connector, type ConnectorContext, isSmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { SourceAccess } from "../ports/database/sources.ts";
import type { Logger } from "../ports/system.ts";
import { openProbe, type ProbeInput, type ProbePorts } from "./probe-source.ts";
import { checkSourceInput } from "./source-input.ts";

export interface CheckInput extends ProbeInput {
  readonly access: SourceAccess;
}

const TIMEOUT_MS = 30_000;

/** Probes settings and credential before they are saved. A probe that throws is a failed check, not an error. */
export async function checkSettings(
  ports: ProbePorts,
  actor: Actor,
  input: CheckInput,
): Promise<{ readonly checks: readonly CheckResult[]; readonly renewedHandle: string | null }> {
  const settings = checkSourceInput(ports, input);
  const probe = await openProbe(ports, actor, { ...input, settings }, AbortSignal.timeout(TIMEOUT_MS));
  const checks = await runChecks(ports, probe.connector, probe.context);
  return { checks, renewedHandle: probe.renewedHandle() };
}

export async function runChecks(
  { logger }: { readonly logger: Logger },
  connector: Connector,
  context: ConnectorContext,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  try {
    for await (const result of connector.check(context)) results.push(result);
  } catch (error) {
    const remediation = isSmartyError(error) ? error.message : "The check itself failed. The server's log has the details.";
    if (!isSmartyError(error)) logger.error({ err: error, connector: connector.id }, "a connector's check failed");
    results.push({ id: "check", title: "Check", required: true, status: "failed", remediation });
  }
  return results;
}
