import { z } from "@hono/zod-openapi";
import { listUnanswered, markUnanswered, type Unanswered } from "@smartypants/core";
import { csvHeaders, toCsv, wantsCsv } from "../http/csv.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

const State = z.enum(["open", "answered", "ignored"]);

const Shared = z.object({
  question: z.string(),
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  sharedAt: Time,
});

const UnansweredQuestion = z
  .object({
    id: z.string(),
    wording: z.string().nullable().openapi({
      description: "In words that several people have used, or as it was sent on purpose; null: each has worded it differently.",
    }),
    words: z.array(z.string()).openapi({ description: "What all its wordings have in common, in the order of the alphabet." }),
    people: z.int().openapi({ description: "Who has asked it in the last 90 days; fewer than five: who has sent it on purpose." }),
    kinds: z
      .array(z.enum(["nothing_found", "refused", "disliked"]))
      .openapi({ description: "`refused`: documents were near, and none says it. Most frequent first." }),
    lastAskedOn: z.iso.date().openapi({ description: "A day in UTC; nothing more exact is kept.", example: "2026-03-31" }),
    trend: z
      .array(z.int())
      .nullable()
      .openapi({ description: "People in each of the last six times five days, oldest first; null for what fewer than five have asked." }),
    state: State,
    markedAt: Time.nullable().openapi({ description: "When somebody said so last. Five more people open it again." }),
    shared: z.array(Shared).openapi({ description: "What askers have sent on purpose, without their names." }),
  })
  .openapi("UnansweredQuestion");

const about = { tags: ["Operations"], role: "admin" as const };

const list = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listUnansweredQuestions",
  summary: "Questions that five people asked in vain, and those that were sent on purpose",
  description: "At most 500 of each. Nobody is named, and what fewer than five people have asked is not told.",
  request: { query: z.object({ state: State.optional() }) },
  responses: {
    200: {
      description: "Those of most people first; as CSV for `Accept: text/csv`.",
      content: {
        "application/json": { schema: z.object({ items: z.array(UnansweredQuestion), nextCursor: z.null() }) },
        "text/csv": { schema: z.string() },
      },
    },
  },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "markUnansweredQuestion",
  summary: "Say what has become of a question",
  request: { params: IdParam, body: jsonBody(z.strictObject({ state: State })) },
  responses: { 200: json("The question.", UnansweredQuestion) },
});

export const unansweredQuestions = createRouter();

unansweredQuestions.openapi(list, async (c) => {
  const items = await listUnanswered(c.var.ports, c.var.actor, c.req.valid("query").state);
  if (wantsCsv(c.req.header("Accept"))) return c.body(toCsv(COLUMNS, items.map(toRow)), 200, csvHeaders("unanswered-questions"));
  return c.json({ items: items.map(toBody), nextCursor: null }, 200);
});

unansweredQuestions.openapi(patch, async (c) => {
  const { id } = c.req.valid("param");
  return c.json(toBody(await markUnanswered(c.var.ports, c.var.actor, id, c.req.valid("json").state)), 200);
});

function toBody({ kinds, words, trend, shared, lastAskedAt, markedAt, ...question }: Unanswered): z.infer<typeof UnansweredQuestion> {
  return {
    ...question,
    kinds: [...kinds],
    words: [...words],
    trend: trend === null ? null : [...trend],
    lastAskedOn: toDay(lastAskedAt),
    markedAt: toTimeOrNull(markedAt),
    shared: shared.map((each) => ({ ...each, sharedAt: toTime(each.sharedAt) })),
  };
}

function toDay(at: number): string {
  return toTime(at).slice(0, 10);
}

const COLUMNS = ["question", "people", "kinds", "lastAsked", "state", "comments"] as const;

function toRow({ wording, words, people, kinds, lastAskedAt, state, shared }: Unanswered) {
  return {
    question: wording ?? words.join(" "),
    people,
    kinds: kinds.join(" "),
    lastAsked: toDay(lastAskedAt),
    state,
    comments: shared.flatMap(({ comment }) => comment ?? []).join("\n"),
  };
}
