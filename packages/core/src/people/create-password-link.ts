import { type Actor, requireRole } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getUser } from "./get-user.ts";
import { requirePasswordLinks } from "./providers/passwords.ts";
import { hashToken, randomToken } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;

/** A secret for one person; shown once, only its hash is stored. */
export interface LinkToken {
  readonly token: string;
  /** Where the person opens it. The token is behind the #, so that it reaches no server log. */
  readonly url: string;
  readonly expiresAt: number;
}

/** A one-time link with which a person sets a new password. It replaces earlier links; the old password works until then. */
export async function createPasswordLink(
  ports: Pick<Ports, "database" | "settings" | "identity" | "clock" | "ids">,
  actor: Actor,
  userId: string,
): Promise<LinkToken> {
  requireRole(actor, "admin");
  await requirePasswordLinks(ports.database);
  await getUser(ports, actor, userId);
  return ports.database.transaction((tx) => issuePasswordLink(ports, tx, actor, userId));
}

export async function issuePasswordLink(
  ports: Pick<Ports, "settings" | "identity" | "clock" | "ids">,
  tx: Pick<Repositories, "people" | "records">,
  actor: Actor,
  userId: string,
): Promise<LinkToken> {
  const link = await newLink(ports);
  const { tokenHash, expiresAt } = link;
  await tx.people.createPasswordLink({ tokenHash, userId, createdBy: actor.userId, now: ports.clock.now(), expiresAt });
  await audit(ports, tx, actor, { action: "user.link-password", objectId: userId });
  return link;
}

/** A fresh token with its hash and the page that takes it. */
export async function newLink({
  identity,
  settings,
  clock,
}: Pick<Ports, "identity" | "settings" | "clock">): Promise<LinkToken & { readonly tokenHash: string }> {
  const token = randomToken();
  const url = `${identity.publicOrigin}/join#${token}`;
  return { token, url, expiresAt: clock.now() + settings.get("people.linkDays") * DAY_MS, tokenHash: await hashToken(token) };
}
