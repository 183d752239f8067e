import { z } from "@hono/zod-openapi";
import { changeSettings, readSettings, SETTING_GROUPS, settingOf } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody } from "../http/schemas.ts";

const Value = z.union([z.string(), z.number(), z.boolean()]);
const Words = z.object({ en: z.string(), de: z.string() });

const RuntimeSetting = z
  .object({
    key: z.string().openapi({ example: "people.linkDays" }),
    group: z.enum(SETTING_GROUPS),
    kind: z.enum(["boolean", "integer", "text", "choice"]),
    title: Words,
    help: Words,
    value: Value,
    default: Value,
    from: z
      .enum(["default", "stored", "pinned"])
      .openapi({ description: "`pinned`: set where the server is started, and not to be changed here." }),
    variable: z.string().openapi({ description: "Of the environment; pins the setting." }),
    unit: z.enum(["days", "hours", "megabytes", "files", "answers", "lines"]).nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    maxLength: z.int().nullable(),
    options: z.array(z.string()).nullable(),
    needsRestart: z.boolean(),
  })
  .openapi("RuntimeSetting");

const RuntimeSettings = z
  .object({
    version: z.int().openapi({ description: "To be sent with a change." }),
    items: z.array(RuntimeSetting),
  })
  .openapi("RuntimeSettings");

const about = { tags: ["Operations"], role: "admin" as const };

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/settings",
  operationId: "readSettings",
  summary: "The settings that can be changed while the server runs",
  description: "Those that are read once, at the start, are under `/api/v1/system/settings`.",
  responses: { 200: json("All of them.", RuntimeSettings) },
});

const changeRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/settings",
  operationId: "changeSettings",
  summary: "Change settings; all of the named ones or none",
  description:
    "Acts without a restart, in other processes within seconds. 409 when somebody has changed settings since `version`; 400 names each field that is not valid, " +
    "one that is pinned by a variable too. Each change is in the audit with the value before and after.",
  request: {
    body: jsonBody(
      z.strictObject({
        version: z.int().min(0),
        values: z
          .record(z.string().max(100), z.union([Value, z.null()]))
          .refine((values) => Object.keys(values).length > 0, "Name at least one setting.")
          .openapi({ description: "By key; null for the default.", example: { "people.linkDays": 3, "features.mcp": false } }),
      }),
    ),
  },
  responses: { 200: json("All of them, as they are now.", RuntimeSettings) },
});

export const settings = createRouter();

settings.openapi(readRoute, async (c) => c.json(toBody(await readSettings(c.var.ports, c.var.actor)), 200));

settings.openapi(changeRoute, async (c) => c.json(toBody(await changeSettings(c.var.ports, c.var.actor, c.req.valid("json"))), 200));

function toBody({ version, items }: Awaited<ReturnType<typeof readSettings>>): z.output<typeof RuntimeSettings> {
  return {
    version,
    items: items.map(({ key, value, from }) => {
      const { group, kind, title, help, fallback, variable, unit, min, max, maxLength, options, needsRestart } = settingOf(key);
      return {
        key,
        group,
        kind,
        value,
        from,
        variable,
        needsRestart,
        title: { ...title },
        help: { ...help },
        default: fallback as typeof value,
        unit: unit ?? null,
        min: min ?? null,
        max: max ?? null,
        maxLength: maxLength ?? null,
        options: options === undefined ? null : [...options],
      };
    }),
  };
}
