import { type Connector, SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import type { Repositories } from "../ports/database/database.ts";
import type { SourceCredential } from "../ports/database/source-connections.ts";
import type { Ports } from "../ports/ports.ts";
import { inputFault } from "../sync/input-fault.ts";

/** A credential as the connector wants it. Throws `invalid` with the paths of what is wrong, never with what was entered. */
export function parseCredential(connector: Pick<Connector, "credential" | "title">, value: unknown): unknown {
  if (connector.credential === undefined) {
    const message = `${connector.title} needs no credential. Leave it out.`;
    throw new SmartyError("invalid", message, { fields: [{ path: "credential", message }] });
  }
  const parsed = connector.credential.safeParse(value);
  if (parsed.success) return parsed.data;
  throw inputFault(parsed.error, { code: "invalid", root: "credential" });
}

/** What an operator has entered for a source: sealed for it alone, in the place of whatever was there. */
export async function saveCredential(
  { vault, clock }: Pick<Ports, "vault" | "clock">,
  { sourceConnections }: Pick<Repositories, "sourceConnections">,
  { sourceId, connector, credential }: { readonly sourceId: string; readonly connector: Connector; readonly credential: unknown },
): Promise<void> {
  const sealed = vault.seal(JSON.stringify(credential), sealedFor(sourceId));
  await sourceConnections.setCredential(sourceId, { sealed, hints: hintsOf(connector, credential) }, clock.now());
}

/** Throws `auth` when the connector has changed so much that it cannot use it any more. */
export function openCredential({ vault }: Pick<Ports, "vault">, connector: Connector, { sourceId, sealed }: SourceCredential): unknown {
  const value: unknown = JSON.parse(vault.open(sealed, sealedFor(sourceId)));
  const parsed = connector.credential?.safeParse(value);
  if (parsed?.success === true) return parsed.data;
  throw new SmartyError("auth", "The stored credential does not fit this version of the connector. Connect the source again.");
}

/** A value moved to another source does not open. */
export function sealedFor(sourceId: string): string {
  return `source-credential/${sourceId}`;
}

const LONGEST_HINT = 200;
/** Of anything shorter four characters would be too much. */
const SHORTEST_SECRET = 20;

const SECRET_NAME = /token|secret|key|password|cookie|code/i;

/**
 * What may be shown of a credential: fields that the connector's schema does not mark as `writeOnly`, unless their name says that they are secrets, as
 * they are; of other single words the last four characters.
 */
export function hintsOf(connector: Pick<Connector, "credential">, credential: unknown): SourceCredential["hints"] {
  if (connector.credential === undefined || typeof credential !== "object" || credential === null) return {};
  const shown = shownFields(z.toJSONSchema(connector.credential, { io: "input", unrepresentable: "any" }));
  const hints = Object.entries(credential).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== "string" || value === "") return [];
    if (shown.has(name)) return [[name, value.slice(0, LONGEST_HINT)]];
    return value.length >= SHORTEST_SECRET && !/\s/.test(value) ? [[name, `…${value.slice(-4)}`]] : [];
  });
  return Object.fromEntries(hints);
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly allOf?: readonly unknown[];
}

function shownFields(schema: unknown): ReadonlySet<string> {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema as JsonSchema;
  const own = Object.entries(properties).filter(
    ([name, field]) => (field as { readonly writeOnly?: unknown }).writeOnly !== true && !SECRET_NAME.test(name),
  );
  const inner = [...anyOf, ...oneOf, ...allOf].flatMap((each) => [...shownFields(each)]);
  return new Set([...own.map(([name]) => name), ...inner]);
}
