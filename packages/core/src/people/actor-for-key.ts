import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { toActor } from "./actor-for-session.ts";
import { hashToken } from "./tokens.ts";

const TOUCH_EVERY_MS = 60_000;

/** Who an API key acts as. Throws `unauthenticated` for a key that is unknown, revoked or expired, or whose owner is disabled. */
export async function actorForKey({ database, clock }: Pick<Ports, "database" | "clock">, key: string): Promise<Actor> {
  const now = clock.now();
  const found = await database.people.keyByHash(await hashToken(key));
  const isExpired = found !== null && found.key.expiresAt !== null && found.key.expiresAt <= now;
  if (found === null || isExpired || found.owner.disabled) {
    throw new SmartyError("unauthenticated", "This API key is unknown, revoked or expired. Make a new one under Settings, API keys.");
  }
  const { lastUsedAt, id, scopes } = found.key;
  // Once a minute: a key in steady use must not cost a write for each request.
  if (lastUsedAt === null || lastUsedAt <= now - TOUCH_EVERY_MS) await database.people.touchKey(id, now, now - TOUCH_EVERY_MS);
  return { ...toActor(found.owner, "key", scopes), apiKeyId: id };
}
