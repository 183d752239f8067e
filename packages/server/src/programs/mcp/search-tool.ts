import { linkTo, search } from "@smartypants/core";
import { z } from "zod";
import { absoluteUrl } from "../answer-text.ts";
import type { Tool } from "./tool.ts";
import { ToolFilters, toSearchFilters } from "./tool-filters.ts";

const Input = z.strictObject({
  query: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe('Words or a question. Operators: from: in: type: source: before: after: "phrase" -word.'),
  filters: ToolFilters,
  limit: z.int().min(1).max(50).default(10).describe("Documents at most."),
});

const Output = z.object({
  results: z.array(
    z.object({
      id: z.string().describe("For fetch."),
      title: z.string(),
      url: z.string(),
      text: z.string().describe("The passage that matches best."),
      source: z.string(),
      updatedAt: z.string(),
    }),
  ),
  degraded: z.array(z.string()).describe("Parts of the search that were not available."),
});

/** The shape that connectors of chat products agree on: results with id, title, url and a text. */
export const searchTool: Tool<z.output<typeof Input>> = {
  name: "search",
  title: "Search documents",
  description:
    "Searches the organisation's documents by words and by meaning and gives the best passage of each. Use it first; read whole documents with fetch.",
  input: Input,
  output: Output,
  run: async ({ ports, actor, signal }, { query, limit, filters }) => {
    const { hits, degraded } = await search(ports, actor, { query, limit, filters: toSearchFilters(filters), explain: false }, signal);
    const { publicOrigin } = ports.identity;
    const results = hits.map(({ document, passage }) => ({
      id: document.id,
      title: document.title,
      url: absoluteUrl(linkTo(document.url, passage.anchor), publicOrigin) ?? "",
      text: passage.text,
      source: document.sourceName,
      updatedAt: new Date(document.updatedAt).toISOString(),
    }));
    return { structured: { results, degraded: [...degraded] } };
  },
};
