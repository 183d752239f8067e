import { countSearch, linkTo, search as searchDocuments } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Filters, json, jsonBody, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

const Facet = z.array(z.object({ value: z.string(), label: z.string(), count: z.int() }));

const Hit = z
  .object({
    document: z.object({
      id: z.string(),
      externalId: z.string(),
      title: z.string(),
      url: z.string(),
      path: z.string().nullable(),
      source: z.object({ id: z.string(), name: z.string(), connector: z.string() }),
      mimeType: z.string(),
      type: z.string(),
      authors: z.array(z.string()),
      updatedAt: Time,
    }),
    passage: z.object({
      chunkId: z.string(),
      version: z.int(),
      start: z.int().openapi({ description: "UTF-16 offset into the document's text." }),
      end: z.int(),
      text: z.string(),
      headingPath: z.array(z.string()),
      url: z.string().openapi({ description: "Opens the passage in the original, where the source allows it." }),
      highlights: z.array(z.object({ start: z.int(), end: z.int() })).openapi({ description: "Offsets into `text`." }),
    }),
    score: z.number(),
    duplicates: z.int().openapi({ description: "Other readable documents with the very same text." }),
    explain: z
      .object({
        lexical: z.number(),
        semantic: z.number(),
        time: z.number().optional().openapi({ description: "For a document of the time that the query names." }),
        cosine: z.number().nullable(),
        confidence: z.number(),
        frequencies: z.array(z.object({ term: z.string(), chunks: z.int() })).optional(),
      })
      .optional()
      .openapi({ description: "`lexical + semantic`, and `time` where it is, are the score." }),
  })
  .openapi("SearchHit");

export const Sort = z
  .enum(["relevance", "newest", "oldest"])
  .openapi({ description: "By date: only documents that hold a word of the query, or mean nearly the same." });

const Reading = z
  .object({
    time: z
      .object({
        text: z.string().openapi({ example: "last week" }),
        after: Time.nullable(),
        before: Time.nullable(),
        use: z.enum(["filter", "preference"]).openapi({ description: "Whether other documents are left out, or stand behind." }),
      })
      .nullable(),
    acronyms: z
      .array(z.object({ short: z.string(), long: z.string() }))
      .openapi({ description: "Searched for in both forms, going by documents that you may read." }),
  })
  .openapi("QueryReading", { description: "What was read into the query's words; `literal` leaves it out." });

const searchRoute = defineRoute({
  method: "post",
  path: "/search",
  operationId: "search",
  tags: ["Search"],
  summary: "Search everything you may read",
  description: 'Operators inside the query: `from:` `in:` `type:` `source:` `before:` `after:` `"phrase"` `-word`.',
  role: "viewer",
  scope: "search",
  request: {
    body: jsonBody(
      z.strictObject({
        query: z.string().trim().min(1).max(2000),
        limit: z.int().min(1).max(50).default(10),
        cursor: z.string().max(100).optional(),
        filters: Filters.default({}),
        explain: z.boolean().default(false),
        sort: Sort.default("relevance"),
        finished: z.boolean().default(false).openapi({
          description: "Somebody has typed it to its end: when nothing is found anywhere, it counts as a question without an answer.",
        }),
        literal: z.boolean().default(false).openapi({ description: "The words alone: no time and no acronym is read into them." }),
      }),
    ),
  },
  responses: {
    200: json(
      "Hits, best first, one a document.",
      z.object({
        hits: z.array(Hit),
        facets: z.object({ sources: Facet, types: Facet, authors: Facet, folders: Facet }),
        found: z.int().openapi({ description: "Documents that facets and pages are made of; at most 200." }),
        degraded: z.array(z.string()).openapi({ description: "What was not available for this search." }),
        suggestions: z.array(z.string()).openapi({ description: "Titles spelt like the query, when nothing was found." }),
        reading: Reading,
        tookMs: z.number(),
        nextCursor: z.string().nullable(),
      }),
    ),
  },
});

export const search = createRouter();

search.openapi(searchRoute, async (c) => {
  const startedAt = performance.now();
  const { cursor, finished, ...rest } = c.req.valid("json");
  const request = { ...rest, ...(cursor !== undefined && { cursor }) };
  const answer = await searchDocuments(c.var.ports, c.var.actor, request, c.req.raw.signal);
  if (finished) await countSearch(c.var.ports, c.var.actor, request, answer);
  const { hits, facets, found, degraded, suggestions, reading, nextCursor } = answer;
  const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
  const body = { hits: hits.map(toHit), facets: toFacets(facets), found, degraded: [...degraded], suggestions: [...suggestions] };
  return c.json({ ...body, reading: toReading(reading), tookMs, nextCursor }, 200);
});

type Answer = Awaited<ReturnType<typeof searchDocuments>>;

function toReading({ time, acronyms }: Answer["reading"]): z.infer<typeof Reading> {
  return {
    time: time === null ? null : { ...time, after: toTimeOrNull(time.after), before: toTimeOrNull(time.before) },
    acronyms: acronyms.map((each) => ({ ...each })),
  };
}

function toFacets({ sources, types, authors, folders }: Answer["facets"]) {
  return { sources: [...sources], types: [...types], authors: [...authors], folders: [...folders] };
}

function toHit({
  document,
  passage: { anchor, chunkId, ...passage },
  explain,
  score,
  duplicates,
}: Answer["hits"][number]): z.infer<typeof Hit> {
  return {
    score,
    duplicates,
    document: {
      id: document.id,
      externalId: document.externalId,
      title: document.title,
      url: document.url,
      path: document.path,
      source: { id: document.sourceId, name: document.sourceName, connector: document.connector },
      mimeType: document.mimeType,
      type: document.kind,
      authors: [...document.authors],
      updatedAt: toTime(document.updatedAt),
    },
    passage: {
      ...passage,
      headingPath: [...passage.headingPath],
      highlights: [...passage.highlights],
      chunkId: String(chunkId),
      url: linkTo(document.url, anchor),
    },
    ...(explain !== undefined && {
      explain: { ...explain, frequencies: explain.frequencies === undefined ? undefined : [...explain.frequencies] },
    }),
  };
}
