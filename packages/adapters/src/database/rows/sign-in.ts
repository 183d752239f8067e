import type { Generated } from "kysely";

export interface SignInProviderRow {
  id: string;
  preset: string;
  name: string;
  issuer: string;
  clientId: string;
  sealed: string | null;
  lastFour: Generated<string>;
  scopes: string;
  domains: Generated<string>;
  workspace: string | null;
  groupsClaim: string | null;
  mappings: Generated<string>;
  provesAddresses: Generated<number>;
  autoCreate: Generated<number>;
  autoLink: Generated<number>;
  enabled: Generated<number>;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

export interface LinkedIdentityRow {
  id: string;
  userId: string;
  providerId: string;
  issuer: string;
  subject: string;
  label: Generated<string>;
  grantedRole: string | null;
  createdAt: number;
  lastUsedAt: number;
}

export interface VerifiedAddressRow {
  identityId: string;
  address: string;
  domain: string;
  verifiedAt: number;
}

export interface SignInJourneyRow {
  stateHash: string;
  providerId: string;
  browserHash: string;
  sealed: string;
  expiresAt: number;
}
