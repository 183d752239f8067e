import { createHash } from "node:crypto";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { fakeKeys, type FakeKeys } from "./fake-keys.ts";

/** What an attacker, or a broken provider, may do. */
export type Fault =
  | "wrong-issuer"
  | "wrong-audience"
  | "more-audiences"
  | "wrong-party"
  | "wrong-nonce"
  | "no-nonce"
  | "no-algorithm"
  | "key-as-secret"
  | "expired"
  | "from-the-future"
  | "issued-long-ago"
  | "no-subject"
  | "foreign-key"
  | "unknown-key"
  | "changed-after-signing"
  | "wrong-access-token"
  | "other-user-info"
  | "wrong-answer-issuer"
  | "other-description"
  | "refuses-code"
  | "declines";

export interface TokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: FakeKeys;
  readonly accessToken: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly nonce: string;
  readonly fault: Fault | null;
  readonly now: number;
}

const HOUR_SECONDS = 3600;

/** An ID token as it should be, but for the fault. */
export async function signToken(request: TokenRequest): Promise<string> {
  const { keys, fault } = request;
  const payload = payloadOf(request);
  const header = { alg: "RS256", kid: keys.keyId };
  const sign = (key: FakeKeys, more: object = {}): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ ...header, ...more }).sign(key.privateKey);
  if (fault === "no-algorithm") return new UnsecuredJWT(payload).encode();
  if (fault === "key-as-secret") {
    return new SignJWT(payload).setProtectedHeader({ ...header, alg: "HS256" }).sign(new TextEncoder().encode(keys.publicPem));
  }
  if (fault === "foreign-key") return sign(await fakeKeys("foreign"));
  if (fault === "unknown-key") return sign(keys, { kid: "never-published" });
  return fault === "changed-after-signing" ? changed(await sign(keys)) : sign(keys);
}

function payloadOf({ issuer, clientId, accessToken, claims, nonce, fault, now }: TokenRequest): JWTPayload {
  const seconds = Math.floor(now / 1000);
  const good: JWTPayload = {
    ...claims,
    iss: issuer,
    aud: clientId,
    iat: seconds,
    exp: seconds + HOUR_SECONDS,
    nonce,
    at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
  };
  return Object.fromEntries(Object.entries({ ...good, ...wrongIn(fault, good, seconds) }).filter(([, value]) => value !== undefined));
}

function wrongIn(fault: Fault | null, good: JWTPayload, seconds: number): Readonly<Record<string, unknown>> {
  const wrong: Partial<Record<Fault, Readonly<Record<string, unknown>>>> = {
    "wrong-issuer": { iss: "https://evil.example" },
    "wrong-audience": { aud: "another-client" },
    "more-audiences": { aud: [good.aud, "another-client"] },
    "wrong-party": { azp: "another-client" },
    "wrong-nonce": { nonce: "of another request" },
    "no-nonce": { nonce: undefined },
    expired: { iat: seconds - 5 * 60, exp: seconds - 2 * 60 },
    "from-the-future": { iat: seconds + HOUR_SECONDS },
    "issued-long-ago": { iat: seconds - HOUR_SECONDS },
    "no-subject": { sub: undefined },
    "wrong-access-token": { at_hash: "AAAAAAAAAAAAAAAAAAAAAA" },
  };
  return fault === null ? {} : (wrong[fault] ?? {});
}

/** Another person in the payload, under the signature of the first. */
function changed(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: "mallory" })).toString("base64url");
  return [header, forged, signature].join(".");
}
