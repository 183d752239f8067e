import type { SignInProvider } from "../../ports/database/sign-in.ts";
import type { OidcClaims } from "../../ports/oidc.ts";
import { normalizeEmail } from "../email.ts";
import { addressRule } from "./presets.ts";

export const SLACK_TEAM_CLAIM = "https://slack.com/team_id";

const AT_MOST = 20;

/** Addresses that the provider vouches for, the main one first; whether they are in the provider's domains is another question. */
export function provenAddresses(provider: Pick<SignInProvider, "issuer" | "provesAddresses">, claims: OidcClaims): readonly string[] {
  const found = candidates(provider, claims).flatMap((each) => readAddress(each) ?? []);
  return [...new Set(found)].slice(0, AT_MOST);
}

function candidates(provider: Pick<SignInProvider, "issuer" | "provesAddresses">, claims: OidcClaims): readonly unknown[] {
  const { email } = claims;
  switch (addressRule(provider)) {
    case "google":
      // Of other domains somebody once had the address, and may have it no more.
      return isTrue(claims["email_verified"]) && (typeof claims["hd"] === "string" || /@gmail\.com$/i.test(String(email))) ? [email] : [];
    case "microsoft":
      return [
        ...(isTrue(claims["xms_edov"]) ? [email] : []),
        ...textsOf(claims["verified_primary_email"]),
        ...textsOf(claims["verified_secondary_email"]),
      ];
    case "slack":
      return isTrue(claims["email_verified"]) ? [email] : [];
    case "standard":
      return isTrue(claims["email_verified"]) || provider.provesAddresses ? [email] : [];
  }
}

/** `*`, or the very domain: a domain below it belongs to whoever was given it. */
export function isAccepted({ domains }: Pick<SignInProvider, "domains">, address: string): boolean {
  return domains.includes("*") || domains.includes(address.slice(address.lastIndexOf("@") + 1));
}

/** Some write the flag as text, Microsoft as a number. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === 1 || value === "1";
}

export function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each): each is string => typeof each === "string" && each !== "");
}

function readAddress(value: unknown): string | null {
  if (typeof value !== "string") return null;
  try {
    return normalizeEmail(value);
  } catch {
    // What is no address proves none.
    return null;
  }
}
