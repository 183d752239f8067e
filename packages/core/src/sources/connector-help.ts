import { type Choice, type Connector, type GuideFacts, type GuideStep, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { oauthRedirectUri } from "./oauth-flow.ts";
import { openProbe, type ProbeInput, type ProbePorts } from "./probe-source.ts";
import { hookUrl } from "./source-hook.ts";
import { connectorNamed } from "./source-input.ts";

export interface GuideInput {
  readonly connector: string;
  /** Whatever has been entered so far. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** One that exists already: the guide can name where its events go. */
  readonly sourceId?: string | undefined;
}

/** What the operator does at the source before the form can be filled in. Empty for connectors that need nothing. */
export async function connectorGuide(
  ports: Pick<Ports, "database" | "connectors" | "identity" | "vault">,
  actor: Actor,
  { connector: id, settings, sourceId }: GuideInput,
): Promise<readonly GuideStep[]> {
  requireRole(actor, "editor");
  const connector = connectorNamed(ports, id);
  const source = sourceId === undefined ? null : await ports.database.forActor(actor).sources.manageable(sourceId);
  const webhookUrl = source === null ? null : await hookUrl(ports, source);
  const facts: GuideFacts = {
    publicOrigin: ports.identity.publicOrigin,
    redirectUri: oauthRedirectUri(ports),
    ...(webhookUrl !== null && { webhookUrl }),
  };
  return connector.guide?.(settings, facts) ?? [];
}

export interface ChoicesInput extends ProbeInput {
  /** Dotted path. */
  readonly setting: string;
  readonly typed: string;
}

const TIMEOUT_MS = 15_000;
const MOST_CHOICES = 200;

/** What can be picked for a setting, at most 200. Nothing where the connector offers nothing. */
export async function connectorChoices(
  ports: ProbePorts,
  actor: Actor,
  input: ChoicesInput,
): Promise<{ readonly choices: readonly Choice[]; readonly renewedHandle: string | null }> {
  const connector = connectorNamed(ports, input.connector);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const probe = await openProbe(ports, actor, { ...input, settings: soFar(connector, input.settings) }, signal);
  try {
    const choices = (await connector.choices?.(probe.context, input.setting, input.typed)) ?? [];
    return { choices: choices.slice(0, MOST_CHOICES), renewedHandle: probe.renewedHandle() };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new SmartyError("unavailable", "The source takes too long to answer. Type the value, or try again.", { cause: error });
  }
}

/** By the connector's schema where they fit it already; as they were entered while something is missing. */
function soFar(connector: Connector, settings: unknown): unknown {
  const parsed = connector.settings.safeParse(settings);
  return parsed.success ? parsed.data : settings;
}
