import type { Connector, ConnectorContext } from "@smartypants/sdk";
import type { Source } from "../ports/database/sources.ts";
import type { BlobScratch } from "./blob-scratch.ts";
import { cleanText } from "./clean-op.ts";
import { type Credentials, storedCredentials } from "./connector-credentials.ts";
import { inputFault } from "./input-fault.ts";
import type { SyncPorts } from "./run-sync.ts";

export interface ContextOptions {
  readonly source: Source;
  readonly connector: Connector;
  readonly scratch: BlobScratch;
  readonly pipelineVersion: string;
  readonly signal: AbortSignal;
  /** The source's stored one when absent. */
  readonly credentials?: Credentials;
  /** Somebody waits for a form; see `HttpCaller`. */
  readonly isProbe?: boolean;
}

export type ContextPorts = Pick<SyncPorts, "database" | "clock" | "logger" | "vault" | "ids" | "connectorHttp">;

/** What a connector sees of us while it works on a source. Throws `config` when the stored settings no longer fit. */
export function connectorContext(
  ports: ContextPorts,
  { source, connector, scratch, pipelineVersion, signal, credentials, isProbe = false }: ContextOptions,
): ConnectorContext {
  const { database, clock, logger } = ports;
  return {
    settings: parseSettings(connector, source.settings),
    credentials: credentials ?? storedCredentials(ports, { sourceId: source.id, connector, signal }),
    http: ports.connectorHttp.open({ connectorId: connector.id, sourceId: source.id, limits: connector.limits ?? {}, isProbe, signal }),
    blobs: { put: (stream) => scratch.put(stream) },
    log: (level, message, fields) => logger[level]({ ...fields, sourceId: source.id, connector: connector.id }, message),
    signal,
    now: async () => clock.now(),
    known: async (ids) => {
      const known = await database.documents.known(source.id, ids.map(cleanText), pipelineVersion);
      // By the ids as the connector has them.
      return new Map(
        ids.flatMap((id): [string, { changeKey: string }][] => {
          const changeKey = known.get(cleanText(id));
          return changeKey === undefined ? [] : [[id, { changeKey }]];
        }),
      );
    },
    knownByChangeKey: async (changeKeys) => new Map(await database.documents.knownByChangeKey(source.id, changeKeys.map(cleanText))),
  };
}

/** Settings by the connector's own schema; the first fault in words. */
export function parseSettings(connector: Pick<Connector, "settings">, settings: unknown): unknown {
  const parsed = connector.settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw inputFault(parsed.error, { code: "config", root: "settings" });
}
