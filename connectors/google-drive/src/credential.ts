import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";

const KeyFile = z.object({
  type: z.literal("service_account"),
  client_email: z.email(),
  client_id: z.string().optional(),
  private_key: z.string().startsWith("-----BEGIN"),
  private_key_id: z.string().optional(),
  token_uri: z.string().optional(),
});

export type KeyFile = z.infer<typeof KeyFile>;

const KeyText = z
  .string()
  .trim()
  .min(1)
  .max(20_000)
  .superRefine((text, context) => {
    const message = faultOfKey(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  })
  .meta({
    title: "Key of the service account",
    description: "The whole JSON file that Google Cloud let you download.",
    writeOnly: true,
  });

const way = (value: string, title: string) => ({ title: "Way to sign in", description: title, const: value });

const Delegation = z
  .strictObject({
    way: z.literal("delegation").meta(way("delegation", "A service account acts for every person of the domain.")),
    key: KeyText,
    adminEmail: z.email().toLowerCase().meta({
      title: "Address of an administrator",
      description: "In whose name people and groups of the domain are listed. Nothing is changed.",
    }),
  })
  .meta({
    title: "The whole domain",
    description: "A service account with domain-wide delegation: everyone's files, with their permissions.",
  });

const Account = z
  .strictObject({
    way: z.literal("oauth").meta(way("oauth", "You sign in with one Google account.")),
    clientId: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ title: "Client id", description: "Of your OAuth client, ending in .apps.googleusercontent.com." }),
    clientSecret: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ title: "Client secret", description: "Of the same OAuth client.", writeOnly: true }),
    email: z.string().optional().meta({ title: "Account", description: "Who has signed in.", readOnly: true }),
    refreshToken: z
      .string()
      .optional()
      .meta({ title: "Refresh token", description: "Comes from signing in.", writeOnly: true, readOnly: true }),
    accessToken: z
      .string()
      .optional()
      .meta({ title: "Access token", description: "Comes from signing in.", writeOnly: true, readOnly: true }),
    expiresAt: z
      .number()
      .optional()
      .meta({ title: "Valid until", description: "Of the access token, in milliseconds since 1970.", readOnly: true }),
  })
  .meta({ title: "One Google account", description: "What one person can see. You sign in at Google." });

const ServiceAccount = z
  .strictObject({
    way: z.literal("serviceAccount").meta(way("serviceAccount", "A service account reads what is shared with it.")),
    key: KeyText,
  })
  .meta({ title: "Shared folders", description: "A service account reads the folders and drives that people share with it." });

/** How an operator signs in: one of three ways. */
export const DriveCredential = z.discriminatedUnion("way", [Delegation, Account, ServiceAccount]).meta({
  // A union has no type of its own; forms ask for one.
  type: "object",
  title: "Sign in to Google",
  description: "The whole domain, one account, or a service account with shared folders.",
});

export type DriveCredential = z.infer<typeof DriveCredential>;
export type AccountCredential = Extract<DriveCredential, { way: "oauth" }>;

const WHERE = "Create one in the Google Cloud console: Service accounts, Keys, Add key, JSON";

/** Google lets people download other JSON files too: whoever took one of those is told which. Null when it is the right one. */
function faultOfKey(text: string): string | null {
  if (readKeyFile(text) !== null) return null;
  const value = readJson(text);
  if (value === undefined) return "This is no JSON, or not all of it. Paste the whole key file, from the first brace to the last.";
  if ("web" in value || "installed" in value) return `This is the file of an OAuth client, not the key of a service account. ${WHERE}.`;
  return `This is not the JSON key of a service account. ${WHERE}, and paste the whole file.`;
}

/** Undefined when it is no JSON object. */
function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Said by the caller.
    return undefined;
  }
}

/** Null when the text is no key of a service account. */
function readKeyFile(text: string): KeyFile | null {
  const parsed = KeyFile.safeParse(readJson(text));
  return parsed.success ? parsed.data : null;
}

export function keyFileOf(credential: Exclude<DriveCredential, AccountCredential>): KeyFile {
  const key = readKeyFile(credential.key);
  if (key !== null) return key;
  throw new SmartyError("auth", "The key of the service account cannot be read. Paste the whole JSON file again.");
}
