import type { Role } from "../../access/actor.ts";

export const PROVIDER_PRESETS = ["google", "microsoft", "slack", "okta", "keycloak", "generic"] as const;

export type ProviderPreset = (typeof PROVIDER_PRESETS)[number];

/** What a value of the group claim gives. */
export interface GroupMapping {
  readonly value: string;
  readonly groupId: string | null;
  readonly role: Role | null;
}

/** An identity provider with which people sign in. */
export interface SignInProvider {
  /** Chosen by the administrator; part of the redirect URI, so it stays. */
  readonly id: string;
  readonly preset: ProviderPreset;
  readonly name: string;
  /** Unique here, and stays: people are known by it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Of the client secret; empty when there is none, or a short one. */
  readonly lastFour: string;
  readonly hasSecret: boolean;
  readonly scopes: readonly string[];
  /** Of addresses that count as proven by it; `*` is every one. Empty: none. */
  readonly domains: readonly string[];
  /** Slack: the one workspace whose people are meant. */
  readonly workspace: string | null;
  readonly groupsClaim: string | null;
  readonly mappings: readonly GroupMapping[];
  /** The operator says that every address in it was given by whoever runs it, also where it does not say so itself. */
  readonly provesAddresses: boolean;
  readonly autoCreate: boolean;
  readonly autoLink: boolean;
  readonly enabled: boolean;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ProviderChange = Partial<Omit<SignInProvider, "id" | "preset" | "issuer" | "createdBy" | "createdAt" | "hasSecret">> & {
  /** Null takes the secret away. */
  readonly sealed?: string | null;
};

/** Somebody at a provider who is a person here. */
export interface LinkedIdentity {
  readonly id: string;
  readonly userId: string;
  readonly providerId: string;
  readonly issuer: string;
  readonly subject: string;
  /** As the provider last called them, for telling identities apart; proves nothing. */
  readonly label: string;
  /** Addresses that the provider vouches for. */
  readonly addresses: readonly string[];
  /** The role that its groups have given; null when none was. */
  readonly grantedRole: Role | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

/** A sign-in that is under way at a provider. */
export interface SignInJourney {
  readonly stateHash: string;
  readonly providerId: string;
  /** Of the token in the browser that began it. */
  readonly browserHash: string;
  readonly sealed: string;
  readonly expiresAt: number;
}

/** Providers, who is known to them, and what they vouch for. Whatever alters principals also raises the epoch `acl`, in the same transaction. */
export interface SignInRepository {
  /** Throws `conflict` when the id or the issuer is taken. */
  createProvider(provider: Omit<SignInProvider, "hasSecret"> & { readonly sealed: string | null }): Promise<void>;
  /** In order of their names. */
  providers(): Promise<readonly (SignInProvider & { readonly people: number })[]>;
  provider(id: string): Promise<SignInProvider | null>;
  sealedSecret(id: string): Promise<string | null>;
  /** False when missing. */
  updateProvider(id: string, change: ProviderChange): Promise<boolean>;
  /** With all its identities, and all that those gave. */
  removeProvider(id: string): Promise<boolean>;

  addJourney(journey: SignInJourney): Promise<void>;
  /** Uses a journey up, expired or not: only one caller ever gets it. */
  takeJourney(stateHash: string): Promise<SignInJourney | null>;
  sweepJourneys(now: number): Promise<number>;

  identity(issuer: string, subject: string): Promise<LinkedIdentity | null>;
  /** In order of linking. */
  identitiesOf(userId: string): Promise<readonly LinkedIdentity[]>;
  /** Throws `conflict` when the subject is linked already. */
  addIdentity(identity: Omit<LinkedIdentity, "addresses">): Promise<void>;
  noteIdentity(id: string, note: { readonly label: string; readonly grantedRole: Role | null; readonly lastUsedAt: number }): Promise<void>;
  /** Takes away its addresses and memberships too. False when the person has no such identity. */
  removeIdentity(userId: string, id: string): Promise<boolean>;

  /** People whose address this is: their own, verified or not, or one that a provider vouches for. */
  ownersOfAddress(address: string): Promise<readonly string[]>;
  /**
   * Replaces what an identity vouches for. An own address that only this identity had verified follows to the first of the new ones, or is not
   * verified any more.
   */
  setAddresses(identityId: string, addresses: readonly string[], now: number): Promise<void>;
  /** Lets the person's memberships that came from this identity be these; memberships that an administrator gave stay. */
  setMemberships(identityId: string, groupIds: readonly string[], now: number): Promise<void>;

  /** How many enabled administrators could come in with a password of theirs, and through an enabled provider. */
  adminWays(): Promise<{ readonly withPassword: number; readonly withProvider: number }>;
}
