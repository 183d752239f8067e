import { z } from "@hono/zod-openapi";
import type { Answer as CoreAnswer } from "@smartypants/core";

const Citation = z
  .object({
    marker: z.int(),
    documentId: z.string(),
    version: z.int(),
    title: z.string(),
    url: z.string(),
    start: z.int().openapi({ description: "UTF-16 offset into that version's text." }),
    end: z.int(),
    quote: z.string().openapi({ description: "Exactly that slice of the stored text." }),
  })
  .openapi("Citation");

export const Answer = z
  .object({
    runId: z.string(),
    state: z.enum(["running", "done", "failed", "cancelled", "interrupted"]),
    mode: z.enum(["llm", "extractive", "none"]).openapi({ description: "`none`: there was not enough evidence." }),
    answer: z.string(),
    citations: z.array(Citation),
    nearest: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })).optional(),
    error: z.object({ code: z.string(), message: z.string() }).nullable().optional(),
  })
  .openapi("Answer");

/** A copy of our own that the response types accept: core's lists are read-only. */
export function toAnswer({ citations, nearest, error, ...answer }: CoreAnswer): z.infer<typeof Answer> {
  return {
    ...answer,
    citations: [...citations],
    ...(nearest !== undefined && { nearest: [...nearest] }),
    ...(error !== undefined && error !== null && { error }),
  };
}
