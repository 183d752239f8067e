import { z } from "@hono/zod-openapi";
import type { AssistantView, Audience as CoreAudience, CollectionFilter as CoreFilter, CollectionView } from "@smartypants/core";
import { Id, Moment, Time, toTime } from "../http/schemas.ts";

export const Name = z.string().trim().min(1).max(100);
export const Description = z.string().trim().max(500);
export const Note = z.string().trim().max(200).openapi({ description: "Why the version was made." });

export const Audience = z
  .strictObject({
    visibility: z.enum(["private", "restricted", "everyone"]),
    allow: z
      .array(z.string().min(1).max(320))
      .max(200)
      .default([])
      .openapi({ description: "For `restricted`.", example: ["user:ada@example.org", "domain:example.org", "group:local/0190…"] }),
  })
  .openapi("Audience");

const list = (description: string) => z.array(z.string().trim().min(1).max(1000)).max(100).optional().openapi({ description });

/** What a collection filters by, as it is given. */
export const CollectionFilterInput = z
  .strictObject({
    sources: list("Ids or names of sources."),
    containers: list("Ids, titles or paths of folders or channels, with everything below."),
    types: list("Such as `pdf` or `markdown`."),
    tags: list("Of the documents' metadata, `tags` or `labels`, in any case."),
    after: Moment.optional(),
    before: Moment.optional(),
  })
  .openapi("CollectionFilterInput");

const CollectionFilter = z
  .object({
    sources: z.array(z.string()).optional(),
    containers: z.array(z.string()).optional(),
    types: z.array(z.string()).optional(),
    tags: z.array(z.string()).optional(),
    after: Time.optional(),
    before: Time.optional(),
  })
  .openapi("CollectionFilter");

const owned = {
  ownerId: z.string().nullable().openapi({ description: "Who made it; null when they have gone." }),
  manageable: z.boolean().openapi({ description: "You may change it." }),
  createdAt: Time,
  updatedAt: Time,
};

export const Collection = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    filter: z.union([CollectionFilter, z.null()]),
    audience: z.union([Audience, z.null()]),
    ...owned,
  })
  .openapi("Collection");

export function toCollection({ filter, audience, createdAt, updatedAt, ...collection }: CollectionView): z.infer<typeof Collection> {
  return {
    ...collection,
    filter: filter === null ? null : toFilter(filter),
    audience: toAudience(audience),
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

function toFilter({ sources, containers, types, tags, after, before }: CoreFilter): z.infer<typeof CollectionFilter> {
  return {
    ...(sources !== undefined && { sources: [...sources] }),
    ...(containers !== undefined && { containers: [...containers] }),
    ...(types !== undefined && { types: [...types] }),
    ...(tags !== undefined && { tags: [...tags] }),
    ...(after !== undefined && { after: toTime(after) }),
    ...(before !== undefined && { before: toTime(before) }),
  };
}

function toAudience(audience: CoreAudience | null): z.infer<typeof Audience> | null {
  return audience === null ? null : { visibility: audience.visibility, allow: [...audience.allow] };
}

export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "is made of small letters, digits and single hyphens")
  .max(50)
  .openapi({ description: "Programs name the assistant `assistant/<slug>`.", example: "travel-desk" });

const Glyph = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .openapi({ description: "One of the web app's glyphs.", example: "plane" });

export const Content = z
  .strictObject({
    name: Name,
    description: Description.default(""),
    glyph: Glyph.default("sparkles"),
    instructions: z.string().trim().max(20_000).default("").openapi({ description: "At most 1,000 tokens." }),
    collectionIds: z
      .array(Id)
      .max(10)
      .default([])
      .openapi({ description: "Together they are its scope; none: everything its user may read." }),
    modelId: z.string().min(1).max(200).nullable().default(null).openapi({ description: "Null: the default model." }),
    promptId: Id.nullable().default(null).openapi({ description: "An answer prompt of your own; null: the product's." }),
    starters: z.array(z.string().trim().min(1).max(300)).max(8).default([]),
    strictness: z
      .enum(["strict", "balanced", "open"])
      .default("balanced")
      .openapi({ description: "`strict` refuses sooner, `open` answers sooner." }),
  })
  .openapi("AssistantContent");

const ShownContent = z
  .object({
    name: z.string(),
    description: z.string(),
    glyph: z.string(),
    instructions: z.string().optional().openapi({ description: "For those who may change it." }),
    collectionIds: z.array(z.string()),
    modelId: z.string().nullable(),
    promptId: z.string().nullable().optional(),
    starters: z.array(z.string()),
    strictness: z.enum(["strict", "balanced", "open"]),
  })
  .openapi("ShownAssistantContent");

export const Assistant = z
  .object({
    id: z.string(),
    slug: z.string(),
    enabled: z.boolean(),
    version: z.int(),
    content: ShownContent,
    audience: z.union([Audience, z.null()]),
    collections: z.array(z.object({ id: z.string(), name: z.string() })),
    ...owned,
  })
  .openapi("Assistant");

export const AssistantVersion = z
  .object({ version: z.int(), content: ShownContent, note: z.string(), authorId: z.string().nullable(), createdAt: Time })
  .openapi("AssistantVersion");

export function toAssistant({
  content,
  audience,
  collections,
  createdAt,
  updatedAt,
  ...assistant
}: AssistantView): z.infer<typeof Assistant> {
  return {
    ...assistant,
    content: toContent(content),
    audience: toAudience(audience),
    collections: [...collections],
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

export function toContent({ collectionIds, starters, ...content }: AssistantView["content"]): z.infer<typeof ShownContent> {
  return { ...content, collectionIds: [...collectionIds], starters: [...starters] };
}
