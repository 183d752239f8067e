import { type Connector, SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { hashToken, randomToken } from "../people/tokens.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { CredentialDraft } from "../ports/database/source-connections.ts";
import type { Ports } from "../ports/ports.ts";

/** A form may be left open over lunch. */
const KEPT_MS = 2 * 3_600_000;

type Needs = Pick<Ports, "vault" | "clock">;
type Tables = Pick<Repositories, "sourceConnections">;

/** Keeps a credential for whoever is about to connect a source, and answers the handle that stands for it. The handle works for that person alone. */
export async function addDraft(
  { vault, clock }: Needs,
  { sourceConnections }: Tables,
  { userId, connector, credential }: { readonly userId: string; readonly connector: string; readonly credential: unknown },
): Promise<string> {
  const handle = randomToken("spc_");
  const handleHash = await hashToken(handle);
  const sealed = vault.seal(JSON.stringify(credential), sealedFor(handleHash));
  await sourceConnections.addDraft({ handleHash, userId, connector, sealed, expiresAt: clock.now() + KEPT_MS });
  return handle;
}

export interface OpenDraft {
  readonly credential: unknown;
  /** Puts another one in its place, under the same handle. */
  update(next: unknown): Promise<void>;
}

/** What a handle stands for. Throws `not_found` for one that is unknown, used, over, somebody else's or of another connector: all look alike. */
export async function openDraft(
  { vault, clock }: Needs,
  { sourceConnections }: Tables,
  actor: Actor,
  { handle, connector }: { readonly handle: string; readonly connector: Connector },
): Promise<OpenDraft> {
  const handleHash = await hashToken(handle);
  const draft = requireOwn(await sourceConnections.draft(handleHash, clock.now()), actor, connector);
  return {
    credential: JSON.parse(vault.open(draft.sealed, sealedFor(handleHash))),
    update: (next) => sourceConnections.updateDraft(handleHash, vault.seal(JSON.stringify(next), sealedFor(handleHash))),
  };
}

/** The same, for good: the handle is used up with the transaction. */
export async function takeDraft(
  { vault, clock }: Needs,
  { sourceConnections }: Tables,
  actor: Actor,
  { handle, connector }: { readonly handle: string; readonly connector: Connector },
): Promise<unknown> {
  const handleHash = await hashToken(handle);
  const draft = requireOwn(await sourceConnections.takeDraft(handleHash, clock.now()), actor, connector);
  return JSON.parse(vault.open(draft.sealed, sealedFor(handleHash)));
}

function requireOwn(draft: CredentialDraft | null, actor: Actor, connector: Connector): CredentialDraft {
  if (draft !== null && draft.userId === actor.userId && draft.connector === connector.id) return draft;
  throw new SmartyError("not_found", "This sign-in is over or was used already. Sign in at the source again.");
}

function sealedFor(handleHash: string): string {
  return `credential-draft/${handleHash}`;
}
