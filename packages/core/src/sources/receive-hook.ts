import type { LiveHint, WebhookAnswer, WebhookRequest } from "@smartypants/sdk";
import type { Ports } from "../ports/ports.ts";
import { createBlobScratch } from "../sync/blob-scratch.ts";
import { connectorContext } from "../sync/connector-context.ts";
import { queueHints } from "../sync/queue-hints.ts";
import { sourceOfHook } from "./source-hook.ts";

type Needs = Pick<Ports, "database" | "vault" | "connectors" | "connectorHttp" | "clock" | "ids" | "logger" | "bus">;

export interface ReceivedHook {
  readonly sourceId: string;
  /** Of the address. */
  readonly token: string;
  readonly request: WebhookRequest;
}

/** Sources give up on receivers that take longer. */
const TIMEOUT_MS = 10_000;
const MOST_HINTS = 1000;

/** An event of a source: the connector checks that it is genuine and says what to look at. Throws the one `not_found` for an address that is not ours. */
export async function receiveHook(ports: Needs, { sourceId, token, request }: ReceivedHook): Promise<WebhookAnswer["response"]> {
  const source = await sourceOfHook(ports, sourceId, token);
  const connector = ports.connectors.get(source.connector);
  if (connector?.webhook === undefined) return { status: 404 };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const options = { source, connector, scratch: createBlobScratch(), pipelineVersion: "", signal, isProbe: true };
  const { response, hints } = await connector.webhook(connectorContext(ports, options), request);
  // One that is paused or must be reconnected hears of it at its next sync.
  if (source.state === "active") await queueHints(ports, source, atMost(hints));
  return response;
}

function atMost(hints: readonly LiveHint[]): readonly LiveHint[] {
  return hints.length > MOST_HINTS ? [{ scope: "source" }] : hints;
}
