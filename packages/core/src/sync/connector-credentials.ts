import { type Connector, type ConnectorContext, SmartyError } from "@smartypants/sdk";
import { pause } from "../documents/pause.ts";
import type { SourceCredential } from "../ports/database/source-connections.ts";
import type { Ports } from "../ports/ports.ts";
import { hintsOf, openCredential, parseCredential, sealedFor } from "../sources/source-credential.ts";

export type Credentials = ConnectorContext["credentials"];

type Needs = Pick<Ports, "database" | "vault" | "clock" | "ids">;

/** Nobody may keep others from a credential for longer, whatever it asks for. */
const LONGEST_LEASE_MS = 300_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 1000;

/** The credential of a stored source. Renewed by one at a time, in whatever process; never put in the place of one that was entered meanwhile. */
export function storedCredentials(
  { database, vault, clock, ids }: Needs,
  { sourceId, connector, signal }: { readonly sourceId: string; readonly connector: Connector; readonly signal: AbortSignal },
): Credentials {
  const repository = database.sourceConnections;
  let generation: number | null = null;
  let held: string | null = null;
  const read = async (): Promise<unknown> => {
    const stored = await requireStored(connector, await repository.credential(sourceId));
    ({ generation } = stored);
    return openCredential({ vault }, connector, stored);
  };
  return {
    get: read,
    update: async (next) => {
      const credential = parseRenewed(connector, next);
      if (generation === null) await read();
      const sealed = vault.seal(JSON.stringify(credential), sealedFor(sourceId));
      const change = { sealed, hints: hintsOf(connector, credential), generation: generation ?? 0, leaseId: held };
      if (await repository.renewCredential(sourceId, change, clock.now())) return;
      throw new SmartyError("conflict", "The credential was replaced while it was renewed. The next sync uses the new one.");
    },
    lock: async (leaseMs) => {
      await requireStored(connector, await repository.credential(sourceId));
      const leaseId = ids.next();
      for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LAST_LOOK_MS, waitMs * 1.5)) {
        signal.throwIfAborted();
        const now = clock.now();
        if (await repository.takeLease(sourceId, leaseId, now + Math.min(leaseMs, LONGEST_LEASE_MS), now)) break;
        await pause(waitMs, signal);
      }
      held = leaseId;
      try {
        return { credential: await read(), leaseId };
      } catch (error) {
        held = null;
        await repository.releaseLease(sourceId, leaseId);
        throw error;
      }
    },
    release: async (leaseId) => {
      if (held === leaseId) held = null;
      await repository.releaseLease(sourceId, leaseId);
    },
  };
}

/** A credential that is tried before it is stored. `onRenewed` hears of one that the connector has put in its place. */
export function givenCredentials(connector: Connector, credential: unknown, onRenewed: (next: unknown) => Promise<void>): Credentials {
  let present = credential;
  const get = (): Promise<unknown> => (present === undefined ? Promise.reject(missing(connector)) : Promise.resolve(present));
  return {
    get,
    update: async (next) => {
      present = parseRenewed(connector, next);
      await onRenewed(present);
    },
    lock: async () => ({ credential: await get(), leaseId: "given" }),
    release: async () => {},
  };
}

async function requireStored(connector: Connector, stored: SourceCredential | null): Promise<SourceCredential> {
  if (stored === null) throw missing(connector);
  return stored;
}

function missing(connector: Connector): SmartyError {
  if (connector.credential === undefined) return new SmartyError("config", `The connector "${connector.id}" has no credential.`);
  return new SmartyError("auth", `This source has no credential. Connect it to ${connector.title} again.`);
}

/** What a connector renews must be what it reads the next time: a mistake of its own is none of the operator's. */
function parseRenewed(connector: Connector, next: unknown): unknown {
  try {
    return parseCredential(connector, next);
  } catch (error) {
    throw new Error(`the connector "${connector.id}" renews its credential with one that does not fit its schema`, { cause: error });
  }
}
