import { z } from "@hono/zod-openapi";
import { getBudgets, readUsage, setBudgets, type UsageSum } from "@smartypants/core";
import { csvHeaders, toCsv, wantsCsv } from "../http/csv.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, Time, toTime } from "../http/schemas.ts";
import { Budgets } from "./model-schemas.ts";

const DAY_MS = 86_400_000;
const MICRO = 1_000_000;
const GROUPS = ["person", "model", "key", "purpose", "day", "hour", "assistant"] as const;

/** A day means all of it: `until` says that the moment after it is meant. */
function moment(until: boolean) {
  return z
    .union([
      z.iso.date().transform((text) => Date.parse(text) + (until ? DAY_MS : 0)),
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    ])
    .openapi({ type: "string", example: "2026-03-31" });
}

const UsageItem = z
  .object({
    key: z
      .string()
      .nullable()
      .openapi({ description: "Id of the person, model, API key or assistant; the purpose; the day or the hour. Null: without a key." }),
    name: z.string().nullable().openapi({ description: "How people know it; null when it is gone." }),
    calls: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costUsd: z.number(),
    unpricedCalls: z.int().openapi({ description: "Calls whose price is not known: they are not in `costUsd`." }),
  })
  .openapi("UsageItem");

const CSV = { schema: z.string().openapi({ description: "With a line of column names; for `Accept: text/csv`." }) };

const usageRoute = defineRoute({
  tags: ["Models"],
  role: "viewer",
  method: "get",
  path: "/usage",
  operationId: "getUsage",
  summary: "What language models were asked, and what it cost",
  description: "Administrators see everybody's, all others their own. Days are those of UTC.",
  request: {
    query: z.object({
      from: moment(false).optional().openapi({ description: "A day or a moment; 30 days before `to` when absent." }),
      to: moment(true).optional().openapi({ description: "A day, included, or a moment, not included; now when absent." }),
      groupBy: z.enum(GROUPS).default("day"),
    }),
  },
  responses: {
    200: {
      description: "Sums, days and hours in their order, else those with the most tokens first.",
      content: {
        "application/json": {
          schema: z.object({ from: Time, to: Time, groupBy: z.enum(GROUPS), items: z.array(UsageItem), total: UsageItem }),
        },
        "text/csv": CSV,
      },
    },
  },
});

const readBudgets = defineRoute({
  tags: ["Models"],
  role: "admin",
  method: "get",
  path: "/budgets",
  operationId: "getBudgets",
  summary: "How much language models may be used",
  responses: { 200: json("The budgets.", Budgets) },
});

const putBudgets = defineRoute({
  tags: ["Models"],
  role: "admin",
  method: "put",
  path: "/budgets",
  operationId: "setBudgets",
  summary: "Say how much language models may be used",
  description: "Acts from the next call on. What is under way goes on to its end.",
  request: { body: jsonBody(Budgets) },
  responses: { 200: json("The budgets.", Budgets) },
});

export const usage = createRouter();

usage.openapi(usageRoute, async (c) => {
  const report = await readUsage(c.var.ports, c.var.actor, c.req.valid("query"));
  const items = report.items.map(toItem);
  if (wantsCsv(c.req.header("Accept"))) {
    return c.body(toCsv(COLUMNS, items), 200, csvHeaders("usage"));
  }
  const total = { key: null, name: null, ...toTotals(report.items) };
  return c.json({ from: toTime(report.from), to: toTime(report.to), groupBy: report.groupBy, items, total }, 200);
});

usage.openapi(readBudgets, async (c) => c.json(await getBudgets(c.var.ports, c.var.actor), 200));

usage.openapi(putBudgets, async (c) => c.json(await setBudgets(c.var.ports, c.var.actor, c.req.valid("json")), 200));

type Item = z.infer<typeof UsageItem>;

function toItem({ cost, ...sum }: UsageSum): Item {
  return { ...sum, costUsd: cost / MICRO };
}

function toTotals(sums: readonly UsageSum[]): Omit<Item, "key" | "name"> {
  const add = (field: "calls" | "inputTokens" | "outputTokens" | "cost" | "unpricedCalls"): number =>
    sums.reduce((total, sum) => total + sum[field], 0);
  return {
    calls: add("calls"),
    inputTokens: add("inputTokens"),
    outputTokens: add("outputTokens"),
    costUsd: add("cost") / MICRO,
    unpricedCalls: add("unpricedCalls"),
  };
}

const COLUMNS = ["key", "name", "calls", "inputTokens", "outputTokens", "costUsd", "unpricedCalls"] as const;
