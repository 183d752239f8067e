import { z } from "@hono/zod-openapi";

/** Ids are opaque; this only bounds them. */
export const Id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/);

export const IdParam = z.object({ id: Id.openapi({ param: { name: "id", in: "path" } }) });

/** Cursor paging: pass `nextCursor` back as `cursor`. */
export const PageQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { "application/json": { schema } } };
}

/** Times in answers are ISO 8601 in UTC. */
export const Time = z.string().openapi({ format: "date-time", example: "2026-03-31T09:30:00.000Z" });

export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function toTimeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : toTime(milliseconds);
}

/** A day or a moment, as milliseconds. */
export const Moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => Date.parse(text))
  .openapi({ type: "string", example: "2026-03-31" });

/** Narrows a search; can never widen what the caller may read. */
export const Filters = z
  .strictObject({
    sources: z.array(z.string().min(1).max(200)).max(50).optional().openapi({ description: "Ids or names of sources." }),
    types: z
      .array(z.string().min(1).max(50))
      .max(50)
      .optional()
      .openapi({ example: ["pdf", "markdown"] }),
    containers: z
      .array(z.string().min(1).max(1000))
      .max(50)
      .optional()
      .openapi({ description: "Ids, titles or paths of folders or channels." }),
    authors: z.array(z.string().min(1).max(200)).max(50).optional(),
    after: Moment.optional(),
    before: Moment.optional(),
    tags: z.array(z.string().min(1).max(200)).max(50).optional().openapi({ description: "Of the documents' metadata, in any case." }),
    collections: z.array(Id).max(10).optional().openapi({ description: "Ids of collections, of which one must hold." }),
  })
  .openapi("Filters");

/** `Name` of every field that holds a moment ends in `At`. */
export type WithTimes<Value> = Value extends readonly (infer Item)[]
  ? WithTimes<Item>[]
  : Value extends object
    ? {
        -readonly [Name in keyof Value]: Name extends `${string}At`
          ? number extends Value[Name]
            ? Exclude<Value[Name], number> | string
            : Value[Name]
          : WithTimes<Value[Name]>;
      }
    : Value;

/** The same value with its milliseconds as ISO 8601. */
export function withTimes<Value>(value: Value): WithTimes<Value> {
  return convertTimes(value, "") as WithTimes<Value>;
}

function convertTimes(value: unknown, name: string): unknown {
  if (typeof value === "number" && name.endsWith("At")) return toTime(value);
  if (Array.isArray(value)) return value.map((item) => convertTimes(item, ""));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, convertTimes(inner, key)]));
}

/** A moment in a request, as milliseconds; whole milliseconds since 1970 are understood too. */
export const FutureTime = z
  // JavaScript has no later date than that.
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int().min(0).max(8.64e15)])
  .openapi({ type: "string", format: "date-time", example: "2027-01-01T00:00:00Z" });
