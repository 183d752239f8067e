import { z } from "@hono/zod-openapi";
import { ROLES, SCOPES } from "@smartypants/core";
import { Id, Time } from "../http/schemas.ts";

// Control characters would let a name write lines of its own into logs and mails.
const PRINTABLE = /^[^\p{Cc}]*$/u;

export const Role = z.enum(ROLES).openapi({ example: "member" });

export const Scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .openapi({ description: "What a key may be used for; `all` is everything its owner may do.", example: ["search", "ask"] });

export const Name = z.string().trim().min(1).max(120).regex(PRINTABLE).openapi({ example: "Ada Lovelace" });

export const Description = z.string().trim().max(500).regex(PRINTABLE);

export const Email = z.string().trim().min(3).max(254).openapi({ format: "email", example: "ada@example.org" });

/** The rules are the server's: at least 10 characters, none that are tried first. This only bounds the work. */
export const Password = z.string().min(1).max(512).openapi({ format: "password", example: "four unrelated green words" });

export const Token = z.string().min(1).max(128);

const GroupName = z.object({ id: Id, name: z.string() });

export const Me = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: Role,
    verifiedAt: Time.nullable(),
    via: z.enum(["session", "key", "operator"]),
    scopes: z.array(z.enum(SCOPES)),
    groups: z.array(GroupName),
  })
  .openapi("Me");

export const User = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: Role,
    disabled: z.boolean(),
    verifiedAt: Time.nullable(),
    verifiedBy: z
      .string()
      .nullable()
      .openapi({ description: "`setup`, `operator`, `invite`, `identity:<id>` of a linked account, or the id of an administrator." }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("User");

export const Link = z
  .object({
    token: z.string(),
    url: z.string().openapi({ description: "For the person; the token is behind the #." }),
    expiresAt: Time,
  })
  .openapi("OneTimeLink");

export const Session = z
  .object({
    id: Id,
    createdAt: Time,
    updatedAt: Time.openapi({ description: "When it was last prolonged." }),
    expiresAt: Time,
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean().openapi({ description: "Whether it is the one that asks." }),
  })
  .openapi("Session");

export const Group = z.object({ id: Id, name: z.string(), description: z.string(), members: z.int(), createdAt: Time }).openapi("Group");

export const Invite = z
  .object({ id: Id, email: z.string(), role: Role, groupIds: z.array(Id), createdBy: z.string(), createdAt: Time, expiresAt: Time })
  .openapi("Invite");

export const PersonalCounts = z
  .object({
    conversations: z.int(),
    answers: z.int().openapi({ description: "Outside a conversation, as programs ask." }),
    attachments: z.int(),
    privateUploads: z.int().openapi({ description: "That nobody else may read." }),
    sharedUploads: z.int(),
    savedSearches: z.int(),
    apiKeys: z.int(),
    sessions: z.int(),
    linkedAccounts: z.int(),
    privateAssistants: z.int(),
    privateCollections: z.int(),
    sharedAssistants: z.int(),
    sharedCollections: z.int(),
    sources: z.int(),
    testSets: z.int(),
    calls: z.int().openapi({ description: "Of language models." }),
  })
  .openapi("PersonalCounts");

export const Erasure = z
  .object({
    id: Id,
    userId: Id.nullable().openapi({ description: "Null: it has ended, and nothing here names the person." }),
    heirId: Id.openapi({ description: "Who gets what others use too: the administrator who erases." }),
    counts: z.record(z.string(), z.int()).openapi({ description: "What has gone so far, by kind." }),
    total: z.int().openapi({ description: "Of conversations, answers, private uploads and calls, at the start." }),
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .openapi("Erasure");
