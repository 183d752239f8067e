import type { SignInProvider } from "@smartypants/client";
import type { NewProvider, ProviderChange } from "./queries.ts";

export type Preset = SignInProvider["preset"];
export type Mapping = SignInProvider["mappings"][number];

interface PresetForm {
  readonly id: Preset;
  /** Of the product; not translated. */
  readonly name: string;
  /** Known beforehand. */
  readonly issuer: string;
  /** What the issuer looks like where it is not known. */
  readonly example: string;
  readonly isOpen: boolean;
}

export const PRESETS: readonly PresetForm[] = [
  { id: "google", name: "Google", issuer: "https://accounts.google.com", example: "", isOpen: true },
  {
    id: "microsoft",
    name: "Microsoft",
    issuer: "",
    example: "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0",
    isOpen: false,
  },
  { id: "slack", name: "Slack", issuer: "https://slack.com", example: "", isOpen: false },
  { id: "okta", name: "Okta", issuer: "", example: "https://company.okta.com", isOpen: false },
  { id: "keycloak", name: "Keycloak", issuer: "", example: "https://id.example.org/realms/company", isOpen: false },
  { id: "generic", name: "OpenID Connect", issuer: "", example: "https://id.example.org", isOpen: false },
];

export function presetOf(id: string): PresetForm {
  const [first] = PRESETS;
  const found = PRESETS.find((preset) => preset.id === id) ?? first;
  if (found === undefined) throw new Error("there are presets");
  return found;
}

/** Shown in empty fields. */
export const EXAMPLES = { workspace: "T0123ABCD", domain: "example.org", groupsClaim: "groups" } as const;

/** What the form holds; lists as people type them. */
export interface Draft {
  readonly preset: Preset;
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly domains: string;
  readonly workspace: string;
  readonly groupsClaim: string;
  readonly mappings: readonly Mapping[];
  readonly provesAddresses: boolean;
  readonly autoCreate: boolean;
  readonly autoLink: boolean;
}

/** As a preset has it, with an id that is not taken. */
export function newDraft(preset: Preset, taken: readonly string[]): Draft {
  const { name, issuer } = presetOf(preset);
  const base = preset === "generic" ? "sso" : preset;
  let id: string = base;
  for (let number = 2; taken.includes(id); number++) id = `${base}-${number}`;
  return {
    preset,
    id,
    name: preset === "generic" ? "" : name,
    issuer,
    clientId: "",
    clientSecret: "",
    scopes: preset === "okta" ? "openid email profile groups" : "openid email profile",
    domains: "",
    workspace: "",
    groupsClaim: ["microsoft", "okta", "keycloak"].includes(preset) ? "groups" : "",
    mappings: [],
    provesAddresses: false,
    autoCreate: false,
    autoLink: false,
  };
}

export function draftOf(provider: SignInProvider): Draft {
  const { scopes, domains, workspace, groupsClaim, ...rest } = provider;
  return {
    ...rest,
    clientSecret: "",
    scopes: scopes.join(" "),
    domains: domains.join(", "),
    workspace: workspace ?? "",
    groupsClaim: groupsClaim ?? "",
  };
}

export function creationOf(draft: Draft): NewProvider {
  const { preset, id, name, issuer, clientId, clientSecret } = draft;
  return { preset, id, name, issuer, clientId, ...(clientSecret !== "" && { clientSecret }), settings: settingsOf(draft) };
}

/** An empty secret leaves the one that is stored. */
export function changeOf(draft: Draft): ProviderChange {
  const { name, clientId, clientSecret } = draft;
  return { name, clientId, ...(clientSecret !== "" && { clientSecret }), settings: settingsOf(draft) };
}

function settingsOf(draft: Draft): NonNullable<NewProvider["settings"]> {
  const { scopes, domains, workspace, groupsClaim, mappings, provesAddresses, autoCreate, autoLink } = draft;
  return {
    scopes: wordsOf(scopes),
    domains: wordsOf(domains),
    workspace: workspace.trim() === "" ? null : workspace.trim(),
    groupsClaim: groupsClaim.trim() === "" ? null : groupsClaim.trim(),
    mappings: mappings.filter(({ value }) => value.trim() !== "").map((mapping) => ({ ...mapping, value: mapping.value.trim() })),
    provesAddresses,
    autoCreate,
    autoLink,
  };
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== "");
}

/** Where the provider sends browsers back to; the server says the same. */
export function redirectUriOf(id: string): string {
  return `${window.location.origin}/api/v1/auth/oidc/${id}/callback`;
}
