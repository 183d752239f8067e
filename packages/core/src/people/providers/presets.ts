import type { ProviderPreset, SignInProvider } from "../../ports/database/sign-in.ts";

/** What an address in the claims of a provider is worth. */
type AddressRule =
  /** `email_verified` says it; the operator may say it for all. */
  | "standard"
  /** Google is the authority for its own addresses and for those of domains it hosts. */
  | "google"
  /** `email` is whatever a directory's administrator wrote: only `xms_edov` and the verified lists count. */
  | "microsoft"
  /** `email_verified`, of people of the one workspace alone. */
  | "slack";

interface PresetRule {
  /** What its issuer has to be. */
  readonly issuer: RegExp;
  readonly issuerMessage: string;
  readonly scopes: readonly string[];
  readonly groupsClaim: string | null;
}

const BASE = ["openid", "email", "profile"] as const;
const ANY = /^https?:\/\/./;
const ANY_MESSAGE = "must be the address that the provider calls its issuer";

export const PRESETS: Readonly<Record<ProviderPreset, PresetRule>> = {
  google: {
    issuer: /^https:\/\/accounts\.google\.com$/,
    issuerMessage: "must be https://accounts.google.com",
    scopes: BASE,
    groupsClaim: null,
  },
  microsoft: {
    issuer: /^https:\/\/login\.microsoftonline\.(?:com|us)\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0$/,
    issuerMessage: "must be https://login.microsoftonline.com/<directory (tenant) id>/v2.0 with the id of your own directory",
    scopes: BASE,
    groupsClaim: "groups",
  },
  slack: { issuer: /^https:\/\/slack(?:-gov)?\.com$/, issuerMessage: "must be https://slack.com", scopes: BASE, groupsClaim: null },
  okta: { issuer: ANY, issuerMessage: ANY_MESSAGE, scopes: [...BASE, "groups"], groupsClaim: "groups" },
  keycloak: { issuer: ANY, issuerMessage: ANY_MESSAGE, scopes: BASE, groupsClaim: "groups" },
  generic: { issuer: ANY, issuerMessage: ANY_MESSAGE, scopes: BASE, groupsClaim: null },
};

/** By the issuer, not by the preset: a generic entry for Google is Google all the same. */
export function addressRule({ issuer }: Pick<SignInProvider, "issuer">): AddressRule {
  const { hostname } = new URL(issuer);
  if (hostname === "accounts.google.com") return "google";
  if (hostname === "slack.com" || hostname === "slack-gov.com") return "slack";
  const isMicrosoft = /(?:^|\.)(?:microsoftonline\.(?:com|us)|windows\.net|microsoftonline\.cn|ciamlogin\.com|live\.com)$/.test(hostname);
  return isMicrosoft ? "microsoft" : "standard";
}

/** Where anybody may open an account: an account there says nothing about belonging to anything. */
export function isOpenToAnybody(provider: Pick<SignInProvider, "issuer">): boolean {
  return addressRule(provider) === "google";
}
