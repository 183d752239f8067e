import { SmartyError } from "@smartypants/sdk";
import type { Actor, Scope } from "../access/actor.ts";
import type { ApiKey } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { hashToken, randomToken } from "./tokens.ts";

const KEY_PREFIX = "sp_";
const SHOWN_CHARACTERS = 11;
const MOST_KEYS = 100;

export interface NewApiKey {
  readonly name: string;
  /** Everything the owner may do when absent. */
  readonly scopes?: readonly Scope[] | undefined;
  /** Milliseconds since 1970; never when absent. */
  readonly expiresAt?: number | null | undefined;
}

/** A key that acts as its owner. It is shown this once; only its hash is stored. */
export async function createApiKey(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  input: NewApiKey,
): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
  const { database, clock, ids } = ports;
  const createdAt = clock.now();
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && expiresAt <= createdAt) {
    throw new SmartyError("invalid", "The key would have expired already. Choose a later date.", {
      fields: [{ path: "expiresAt", message: "must be in the future" }],
    });
  }
  const key = randomToken(KEY_PREFIX);
  const scopes = [...new Set(input.scopes ?? (["all"] as const))];
  const apiKey: ApiKey = {
    id: ids.next(),
    userId: actor.userId,
    name: input.name.trim(),
    prefix: key.slice(0, SHOWN_CHARACTERS),
    scopes,
    expiresAt,
    lastUsedAt: null,
    createdAt,
  };
  const { lastUsedAt: _never, ...row } = apiKey;
  const hash = await hashToken(key);
  await database.transaction(async (tx) => {
    if ((await tx.people.countKeys(actor.userId)) >= MOST_KEYS) {
      throw new SmartyError("conflict", `You have ${MOST_KEYS} API keys. Revoke some that are no longer used.`);
    }
    await tx.people.createKey({ ...row, hash });
    await audit(ports, tx, actor, { action: "api-key.create", objectId: apiKey.id, detail: { scopes, expiresAt } });
  });
  return { apiKey, key };
}
