import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK } from "jose";

export interface FakeKeys {
  readonly keyId: string;
  readonly publicJwk: JWK;
  /** The public key as text, with which an HMAC could be made by anybody. */
  readonly publicPem: string;
  readonly privateKey: CryptoKey;
}

const made = new Map<string, Promise<FakeKeys>>();

/** Once for each name in a process: RSA keys take their time. */
export function fakeKeys(keyId: string): Promise<FakeKeys> {
  const known = made.get(keyId) ?? createFakeKeys(keyId);
  made.set(keyId, known);
  return known;
}

async function createFakeKeys(keyId: string): Promise<FakeKeys> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: "RS256", use: "sig" };
  return { keyId, publicJwk, publicPem: await exportSPKI(publicKey), privateKey };
}
