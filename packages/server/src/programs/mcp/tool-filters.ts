import type { SearchFilters } from "@smartypants/core";
import { z } from "zod";

const names = z.array(z.string().min(1).max(1000)).max(50).optional();

/** Days only: a model that writes times tends to make up their zones. */
export const ToolFilters = z
  .strictObject({
    sources: names.describe("Ids or names of sources, as list_sources gives them."),
    types: names.describe("For example pdf, markdown, html, text, code, table."),
    containers: names.describe("Titles or paths of folders or channels; everything below them counts."),
    authors: names,
    after: z.iso.date().optional().describe("Changed on this day (YYYY-MM-DD) or later."),
    before: z.iso.date().optional().describe("Changed before this day (YYYY-MM-DD)."),
  })
  .optional()
  .describe("Narrows the search.");

export function toSearchFilters({ after, before, ...lists }: NonNullable<z.output<typeof ToolFilters>> = {}): SearchFilters {
  return {
    ...lists,
    ...(after !== undefined && { after: Date.parse(after) }),
    ...(before !== undefined && { before: Date.parse(before) }),
  };
}
