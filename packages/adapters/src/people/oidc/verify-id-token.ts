import { hash as digest } from "node:crypto";
import type { OidcClaims } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyResult, jwtVerify } from "jose";

/** Asymmetric ones alone: with `none` and the HMACs whoever knows the public key, or nothing, could sign. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

const SKEW_SECONDS = 60;
/** It comes straight from the provider, so it is fresh. */
const OLDEST_SECONDS = 10 * 60;
const LONGEST_SUBJECT = 255;

export interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  /** Whose hash the token may hold. */
  readonly accessToken: string | null;
  readonly now: number;
}

/** Thrown when no key fits, so that the caller may fetch them anew. */
export function isKeyUnknown(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey;
}

/** Throws `unauthenticated` for whatever does not hold, but for an unknown key: see `isKeyUnknown`. */
export async function verifyIdToken(token: string, keys: JSONWebKeySet, expected: Expected): Promise<OidcClaims> {
  const { payload, protectedHeader } = await check(token, keys, expected);
  const { sub, aud, azp, nonce, at_hash: accessHash } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > LONGEST_SUBJECT) throw refused("it names nobody");
  // For several audiences the one that asked is named; where one is named it has to be us.
  if ((Array.isArray(aud) && aud.length > 1) || azp !== undefined) {
    if (azp !== expected.clientId) throw refused("it was made for another client");
  }
  if (nonce !== expected.nonce) throw refused("it answers another request");
  if (accessHash !== undefined && (expected.accessToken === null || accessHash !== hashOf(expected.accessToken, protectedHeader.alg))) {
    throw refused("it belongs to another access token");
  }
  return { ...payload, sub };
}

async function check(token: string, keys: JSONWebKeySet, { issuer, clientId, now }: Expected): Promise<JWTVerifyResult> {
  const options = {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_SECONDS,
    maxTokenAge: OLDEST_SECONDS,
    currentDate: new Date(now),
    requiredClaims: ["iss", "sub", "aud", "exp", "iat", "nonce"],
  };
  try {
    return await jwtVerify(token, createLocalJWKSet(keys), options);
  } catch (error) {
    if (isKeyUnknown(error)) throw error;
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      const verified = await firstThatFits(token, error, options);
      if (verified !== null) return verified;
    }
    throw refused(error instanceof errors.JOSEError ? error.message : "it cannot be read", error);
  }
}

/** Of a token that does not say by which key it was signed. */
async function firstThatFits(
  token: string,
  keys: InstanceType<typeof errors.JWKSMultipleMatchingKeys>,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTVerifyResult | null> {
  for await (const key of keys) {
    try {
      return await jwtVerify(token, key, options);
    } catch (error) {
      // The next may fit; anything but the signature holds for all of them.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refused(error instanceof Error ? error.message : "", error);
    }
  }
  return null;
}

/** The left half of the hash that belongs to the signature's algorithm; Ed25519's is SHA-512. */
function hashOf(accessToken: string, algorithm: string): string {
  const name = algorithm.startsWith("Ed") ? "sha512" : "sha256";
  const bytes = Buffer.from(digest(name, accessToken, "hex"), "hex");
  return bytes.subarray(0, bytes.length / 2).toString("base64url");
}

function refused(why: string, cause?: unknown): SmartyError {
  return new SmartyError("unauthenticated", `The provider's ID token was refused: ${why}.`, { cause });
}
