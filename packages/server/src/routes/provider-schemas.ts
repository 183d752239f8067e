import { z } from "@hono/zod-openapi";
import { PROVIDER_PRESETS } from "@smartypants/core";
import { Id, Time } from "../http/schemas.ts";
import { Name, Role } from "./people-schemas.ts";

/** Stands in the redirect URI. */
export const ProviderId = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/)
  .openapi({ example: "keycloak" });

export const PathBack = z.string().min(1).max(2000).openapi({ description: "A path of this site.", example: "/search?q=leave" });

export const StartedJourney = z.object({ url: z.string().openapi({ description: "At the provider." }) }).openapi("StartedSignIn");

const Domain = z.string().min(1).max(253).openapi({ example: "example.org" });

const Mapping = z.strictObject({
  value: z.string().min(1).max(500).openapi({ description: "Of the group claim.", example: "engineering" }),
  groupId: Id.nullable().openapi({ description: "The group that it puts people into." }),
  role: Role.nullable().openapi({ description: "The role that it gives." }),
});

/** Field by field as both sides know it. */
const settings = {
  scopes: z.array(z.string().min(1).max(200)).max(50),
  domains: z
    .array(Domain)
    .max(200)
    .openapi({ description: "Of addresses that it may vouch for; `*` is every one. None: nobody comes in by an address." }),
  workspace: z.string().max(40).nullable().openapi({ description: "Slack: the id of the one workspace." }),
  groupsClaim: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .openapi({ description: "Name of the claim with groups, or a path to it.", example: "realm_access.roles" }),
  mappings: z.array(Mapping).max(500),
  provesAddresses: z.boolean().openapi({ description: "Every address in it was given by whoever runs it, also where it does not say so." }),
  autoCreate: z.boolean().openapi({ description: "Whoever has a proven address in its domains may join." }),
  autoLink: z.boolean().openapi({ description: "A person without a password is found by a proven address." }),
};

export const Settings = z
  .strictObject({
    scopes: settings.scopes.optional(),
    domains: settings.domains.optional(),
    workspace: settings.workspace.optional(),
    groupsClaim: settings.groupsClaim.optional(),
    mappings: settings.mappings.optional(),
    provesAddresses: settings.provesAddresses.optional(),
    autoCreate: settings.autoCreate.optional(),
    autoLink: settings.autoLink.optional(),
  })
  .openapi("SignInProviderSettings");

export const ClientId = z.string().trim().min(1).max(500);

export const ClientSecret = z.string().min(1).max(4000).openapi({ format: "password", description: "Never shown again." });

export const SignInProvider = z
  .object({
    id: ProviderId,
    preset: z.enum(PROVIDER_PRESETS),
    name: Name,
    issuer: z.string(),
    clientId: z.string(),
    hasSecret: z.boolean(),
    lastFour: z.string().openapi({ description: "Of the client secret." }),
    ...settings,
    enabled: z.boolean(),
    redirectUri: z.string().openapi({ description: "To be registered at the provider, character by character." }),
    people: z.int().openapi({ description: "How many people are linked with it." }),
    createdBy: z.string(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("SignInProvider");

export const Probe = z
  .object({
    name: z.enum(["discovery", "issuer", "endpoints", "keys", "client"]),
    outcome: z.enum(["ok", "failed", "unknown", "skipped"]),
    message: z.string(),
  })
  .openapi("SignInProbe");

export const LinkedAccount = z
  .object({
    id: Id,
    providerId: ProviderId,
    issuer: z.string(),
    label: z.string().openapi({ description: "As the provider last called the account." }),
    addresses: z
      .array(z.string())
      .openapi({ description: "What the provider vouches for: what these may read at a source, the person may read here." }),
    createdAt: Time,
    lastUsedAt: Time,
  })
  .openapi("LinkedAccount");
