import type { CheckResult as Check } from "@smartypants/sdk";
import { z } from "@hono/zod-openapi";
import { Time, toTime } from "../http/schemas.ts";

/** How a credential comes in; it never goes out again. */
export const CredentialFields = {
  credential: z
    .record(z.string(), z.unknown())
    .optional()
    .openapi({ writeOnly: true, description: "By the connector's `credentialSchema`. Kept encrypted and never given out." }),
  credentialHandle: z.string().min(1).max(100).optional().openapi({
    description: "In the place of `credential`: what a sign-in or a check has answered. Works once, for the person it was made for.",
  }),
};

export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  required: z.boolean(),
  status: z.enum(["ok", "failed", "skipped"]),
  detail: z.string().optional().openapi({ description: "What was found, in a few words." }),
  missingScope: z.string().optional(),
  remediation: z.string().optional(),
  expiresAt: Time.optional().openapi({ description: "When what was checked stops working by itself." }),
});

export function toCheck({ expiresAt, ...check }: Check): z.infer<typeof CheckResult> {
  return { ...check, ...(expiresAt !== undefined && { expiresAt: toTime(expiresAt) }) };
}
