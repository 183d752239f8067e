import { isSmartyError, type SkipReason } from "@smartypants/sdk";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";

const SKIPPED: Readonly<Record<string, SkipReason>> = {
  too_large: "too_large",
  unsupported: "unsupported",
  empty: "empty",
  encrypted: "encrypted",
  scanned: "scanned",
};

/** The ledger's words for a document that could not be read: skipped by its nature, or failed. */
export function failureOf(error: Error): { readonly state: "skipped" | "failed"; readonly reasonCode: string; readonly reason: string } {
  if (!isSmartyError(error))
    return { state: "failed", reasonCode: "internal", reason: "An unexpected fault in the reader. The server's log has the details." };
  const skipped = skipReasonOf(error);
  if (skipped !== null) return { state: "skipped", reasonCode: skipped, reason: error.message };
  return { state: "failed", reasonCode: error.code, reason: error.message };
}

/** Why an item that threw this is left out by its nature; null when it has failed. */
export function skipReasonOf(error: Error): SkipReason | null {
  return isSmartyError(error) ? (SKIPPED[error.code] ?? null) : null;
}

/** For connectors that give a reason and no sentence. */
export function skipDetail(reason: SkipReason): string {
  const sentences: Readonly<Record<SkipReason, string>> = {
    too_large: "It is larger than the source's limit.",
    unsupported: "Files of this type are not read.",
    not_downloadable: "The source does not let it be downloaded.",
    excluded: "The source's settings exclude it.",
    empty: "There is no text in it.",
    encrypted: "It is protected with a password.",
    scanned: "It holds pictures of text only.",
  };
  return sentences[reason];
}

/** A credential or setting that no longer works stops the source until somebody has seen to it. */
export async function requireReconnect(
  { database, clock }: Pick<Ports, "database" | "clock">,
  { id }: Pick<Source, "id">,
  error: unknown,
): Promise<void> {
  if (!isSmartyError(error) || (error.code !== "auth" && error.code !== "config")) return;
  const present = await database.sources.get(id);
  if (present?.state !== "active") return;
  await database.sources.update(id, { state: "reconnect", stateReason: error.message }, clock.now());
}
