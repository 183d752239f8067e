import {
  defaultSchedule,
  FEATURE_KEYS,
  type FeatureKey,
  getMe,
  hasFeature,
  isSetupNeeded,
  type Role,
  type RuntimeSettings,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, withTimes } from "../http/schemas.ts";
import { Me } from "./people-schemas.ts";

const Here = z
  .object({
    organisation: z.string().openapi({ description: "Empty where nobody has given it a name." }),
    off: z
      .array(z.enum(FEATURE_KEYS as [FeatureKey, ...FeatureKey[]]))
      .openapi({ description: "Abilities that are switched off for who asks; empty for a stranger." }),
    schedule: z.string().nullable().openapi({ description: "Of new sources, as a cron pattern in UTC; null: by hand." }),
    limits: z.object({ uploadMegabytes: z.int(), attachmentMegabytes: z.int(), attachments: z.int() }),
  })
  .openapi("Here", { description: "What administrators have set and a page must know." });

const sessionRoute = defineRoute({
  method: "get",
  path: "/session",
  operationId: "getSession",
  tags: ["People"],
  summary: "Who is signed in, if anybody, and whether the first administrator is still to be made",
  // Not `.nullable()`, which would make every `Me` of the document one that may be null.
  description: "For a page that starts: the answer is 200 also for a stranger, whose `me` is null.",
  role: "public",
  responses: {
    200: json(
      "The state.",
      z.object({
        setupNeeded: z.boolean(),
        me: z.union([Me, z.null()]),
        here: Here,
      }),
    ),
  },
});

export const session = createRouter();

session.openapi(sessionRoute, async (c) => {
  const { ports } = c.var;
  const actor = c.var.actor as Env["Variables"]["actor"] | undefined;
  if (actor === undefined) return c.json({ setupNeeded: await isSetupNeeded(ports), me: null, here: hereFor(ports.settings, null) }, 200);
  return c.json({ setupNeeded: false, me: withTimes(await getMe(ports, actor)), here: hereFor(ports.settings, actor.role) }, 200);
});

function hereFor(settings: RuntimeSettings, role: Role | null): z.output<typeof Here> {
  return {
    organisation: settings.get("general.organisation"),
    off: role === null ? [] : FEATURE_KEYS.filter((key) => !hasFeature(settings, role, key)),
    schedule: defaultSchedule(settings),
    limits: {
      uploadMegabytes: settings.get("documents.uploadMegabytes"),
      attachmentMegabytes: settings.get("documents.attachmentMegabytes"),
      attachments: settings.get("documents.attachments"),
    },
  };
}
