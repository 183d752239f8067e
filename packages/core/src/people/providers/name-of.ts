import type { OidcClaims } from "../../ports/oidc.ts";

const LONGEST = 120;

/** What to call somebody new; the part of the address before the @ when the provider does not say. */
export function nameOf(claims: OidcClaims, email: string): string {
  const given = [claims["given_name"], claims["family_name"]].filter((each) => typeof each === "string").join(" ");
  const candidates = [claims["name"], given, email.slice(0, email.lastIndexOf("@"))];
  const names = candidates.map((each) => (typeof each === "string" ? clean(each) : ""));
  return names.find((each) => each !== "") ?? email;
}

/** Control characters would let a name write lines of its own. */
function clean(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, LONGEST);
}
