import { type Survey as CoreSurvey } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody } from "../http/schemas.ts";
import { CredentialFields } from "./connector-schemas.ts";

const Things = z
  .object({
    inCount: z.int(),
    outCount: z.int(),
    in: z.array(z.object({ title: z.string(), why: z.string().nullable() })),
    out: z.array(z.object({ title: z.string(), why: z.string().nullable().openapi({ description: "Why it is left out." }) })),
  })
  .openapi("SurveyedThings", { description: "How many are chosen and how many are not, with at most the first 200 of each." });

const Survey = z
  .object({
    id: z.string(),
    state: z.enum(["running", "done", "stopped", "failed"]),
    bound: z
      .enum(["time", "calls", "items"])
      .nullable()
      .openapi({ description: "It ended before everything was seen, after so much time or so many requests or items: there is more." }),
    message: z.string().nullable().openapi({ description: "Why it failed." }),
    items: z.int().openapi({ description: "What a sync would read, as far as it was counted." }),
    skipped: z.array(z.object({ reason: z.string(), count: z.int() })).openapi({ description: "Chosen, and would be listed as skipped." }),
    containers: Things,
    // Not `nullable()`, which would make the shared schema itself one that may be null.
    named: z.union([Things, z.null()]).openapi({ description: "The items themselves, where they have names." }),
    notes: z
      .array(z.object({ setting: z.string().nullable(), message: z.string() }))
      .openapi({ description: "What is odd about a setting, such as a pattern that nothing fits." }),
    isAbout: z.boolean().openapi({ description: "A sync may bring some more or less than was counted." }),
    isPartial: z.boolean().openapi({ description: "Not everything could be listed." }),
    credentialHandle: z.string().nullable().openapi({ description: "As for checking a source." }),
  })
  .openapi("SourceSurvey");

const about = { tags: ["Sources"], role: "editor" as const };

const startRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/surveys",
  operationId: "startSurvey",
  summary: "Begin to find out what settings would bring, before they are saved",
  description:
    "By lists alone, and in the background: for at most half a minute, and so many requests. Ask for it until it is no longer `running`. Another one with the same credential takes its place, and is told of the same lists for ten minutes.",
  request: {
    body: jsonBody(
      z.strictObject({
        connector: z.string().min(1).max(100),
        settings: z.record(z.string(), z.unknown()),
        ...CredentialFields,
        sourceId: Id.optional().openapi({ description: "The source whose stored credential is used where none is given." }),
        isCounted: z
          .boolean()
          .default(true)
          .openapi({ description: "False: what patterns choose from is enough, where that takes fewer requests." }),
        isFresh: z.boolean().default(false).openapi({ description: "Ask the source anew for what was listed before." }),
      }),
    ),
  },
  responses: { 202: json("It has begun.", Survey) },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/surveys/{id}",
  operationId: "getSurvey",
  summary: "What has been found out so far; for the person who began it",
  request: { params: IdParam },
  responses: { 200: json("The survey.", Survey) },
});

const stopRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/sources/surveys/{id}",
  operationId: "stopSurvey",
  summary: "Stop finding out; what was found can still be asked for",
  request: { params: IdParam },
  responses: { 204: { description: "It has stopped." } },
});

function toSurvey({ renewedHandle, result, ...survey }: CoreSurvey): z.infer<typeof Survey> {
  const { skipped, containers, named, notes, ...counts } = result;
  return {
    ...survey,
    ...counts,
    skipped: [...skipped],
    containers: { ...containers, in: [...containers.in], out: [...containers.out] },
    named: named === null ? null : { ...named, in: [...named.in], out: [...named.out] },
    notes: [...notes],
    credentialHandle: renewedHandle,
  };
}

export const sourceSurveys = createRouter();

sourceSurveys.openapi(startRoute, async (c) => c.json(toSurvey(await c.var.surveys.start(c.var.actor, c.req.valid("json"))), 202));

sourceSurveys.openapi(readRoute, async (c) => c.json(toSurvey(c.var.surveys.read(c.var.actor, c.req.valid("param").id)), 200));

sourceSurveys.openapi(stopRoute, async (c) => {
  c.var.surveys.stop(c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
