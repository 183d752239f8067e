import { SmartyError } from "@smartypants/sdk";
import type { GroupMapping, ProviderPreset, SignInProvider } from "../../ports/database/sign-in.ts";
import type { Repositories } from "../../ports/database/database.ts";
import { addressRule, isOpenToAnybody, PRESETS } from "./presets.ts";

export interface NewProvider {
  readonly id: string;
  readonly preset: ProviderPreset;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly settings?: ProviderSettings | undefined;
}

/** What is absent stays as it is, or as the preset has it. */
export interface ProviderSettings {
  readonly scopes?: readonly string[] | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly workspace?: string | null | undefined;
  readonly groupsClaim?: string | null | undefined;
  readonly mappings?: readonly GroupMapping[] | undefined;
  readonly provesAddresses?: boolean | undefined;
  readonly autoCreate?: boolean | undefined;
  readonly autoLink?: boolean | undefined;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Throws `invalid`, naming the field. The text stays as it was given: the provider's own tokens must say the very same. */
export function readIssuer(preset: ProviderPreset, text: string): string {
  const issuer = text.trim();
  const { issuer: pattern, issuerMessage } = PRESETS[preset];
  const url = URL.parse(issuer);
  if (url === null || !pattern.test(issuer)) throw wrong("issuer", `The issuer ${issuerMessage}.`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw wrong("issuer", "The issuer is an address without a password, a question mark or a hash.");
  }
  if (url.protocol !== "https:" && !LOOPBACK.has(url.hostname)) {
    throw wrong("issuer", "The issuer must begin with https://; only on this machine itself may it be http://.");
  }
  return issuer;
}

type Settings = Required<{ [Name in keyof ProviderSettings]: Exclude<ProviderSettings[Name], undefined> }>;

/** Settings that go together. Throws `invalid`, naming the field. */
export async function checkSettings(
  tx: Pick<Repositories, "people">,
  provider: Pick<SignInProvider, "issuer" | "preset">,
  given: ProviderSettings,
  before: Settings = presetSettings(provider.preset),
): Promise<Settings> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const merged: Settings = { ...before, ...present };
  const settings = { ...merged, domains: readDomains(merged.domains), scopes: readScopes(merged.scopes) };
  refuseContradictions(provider, settings);
  await refuseUnknownGroups(tx, settings.mappings);
  return settings;
}

function presetSettings(preset: ProviderPreset): Settings {
  const { scopes, groupsClaim } = PRESETS[preset];
  return { scopes, groupsClaim, domains: [], workspace: null, mappings: [], provesAddresses: false, autoCreate: false, autoLink: false };
}

/** Those of a provider, without the rest of it. */
export function settingsOf(provider: SignInProvider): Settings {
  const { scopes, domains, workspace, groupsClaim, mappings, provesAddresses, autoCreate, autoLink } = provider;
  return { scopes, domains, workspace, groupsClaim, mappings, provesAddresses, autoCreate, autoLink };
}

function refuseContradictions(
  provider: Pick<SignInProvider, "issuer">,
  { domains, workspace, provesAddresses, autoCreate, autoLink }: Settings,
): void {
  const rule = addressRule(provider);
  if (rule === "slack" && (workspace === null || !/^[TE][A-Z0-9]{2,30}$/.test(workspace))) {
    throw wrong(
      "workspace",
      "Enter the id of your Slack workspace. It begins with T and stands in the address when Slack is open in a browser.",
    );
  }
  if (provesAddresses && rule !== "standard") {
    throw wrong("provesAddresses", "This provider does not vouch for every address that it names, so that cannot be switched on for it.");
  }
  if ((autoCreate || autoLink) && domains.length === 0) {
    throw wrong("domains", "Name the domains of your people first, for example example.org.");
  }
  if (domains.includes("*") && isOpenToAnybody(provider)) {
    throw wrong("domains", "Anybody can have an account there. Name the domains of your people instead of *.");
  }
}

async function refuseUnknownGroups(tx: Pick<Repositories, "people">, mappings: readonly GroupMapping[]): Promise<void> {
  if (mappings.some(({ groupId, role }) => groupId === null && role === null)) {
    throw wrong("mappings", "Choose a group or a role for each value of the group claim.");
  }
  const wanted = [...new Set(mappings.flatMap(({ groupId }) => groupId ?? []))];
  const known = await tx.people.knownGroups(wanted);
  if (known.length < wanted.length) throw wrong("mappings", "One of the groups does not exist any more. Choose another one.");
}

function readDomains(domains: readonly string[]): readonly string[] {
  const read = domains.map((each) => each.trim().toLowerCase().replace(/^@/, ""));
  const bad = read.find(
    (each) => each !== "*" && !/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(each),
  );
  if (bad !== undefined) throw wrong("domains", `"${bad}" is not a domain. Write it like example.org.`);
  return [...new Set(read)];
}

function readScopes(scopes: readonly string[]): readonly string[] {
  const bad = scopes.find((each) => !/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(each));
  if (bad !== undefined) throw wrong("scopes", "A scope is one word without quotes.");
  return [...new Set(["openid", ...scopes])];
}

function wrong(path: string, message: string): SmartyError {
  return new SmartyError("invalid", message, { fields: [{ path, message }] });
}
