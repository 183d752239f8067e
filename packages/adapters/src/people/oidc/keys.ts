import { SmartyError } from "@smartypants/sdk";
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { requireJson } from "./get-json.ts";

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) });

/** Public keys alone: a key that could sign as well has no business here, so a set with secrets loses them. Throws `network` or `config`. */
export async function fetchKeys(fetch: SafeFetch, url: string): Promise<JSONWebKeySet> {
  const parsed = KeySet.safeParse(await requireJson(fetch, { url }));
  if (!parsed.success) throw new SmartyError("config", `${url} holds no set of keys.`);
  return { keys: parsed.data.keys.filter(({ kty }) => kty === "RSA" || kty === "EC" || kty === "OKP") };
}
