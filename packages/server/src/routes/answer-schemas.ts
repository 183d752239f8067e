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

/** Of the model registry. */
export const Model = z
  .string()
  .min(1)
  .max(200)
  .openapi({ description: "Id of a configured language model; absent: the default one.", example: "m-1" });

const DocumentLink = z.object({ id: z.string(), title: z.string(), url: z.string() });

const Written = z
  .object({
    model: z.string().openapi({ example: "ollama/qwen3:8b" }),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    finishReason: z
      .enum(["stop", "length", "filtered"])
      .nullable()
      .openapi({ description: "`length`: it was cut off and can be continued." }),
    removedCitations: z.int().openapi({ description: "Citations taken out because their passage does not support the statement." }),
    unsupported: z
      .array(z.object({ start: z.int(), end: z.int() }))
      .openapi({ description: "UTF-16 offsets into `answer`: statements without a citation that supports them." }),
    used: z.array(DocumentLink).openapi({ description: "Cited documents." }),
    alsoFound: z.array(DocumentLink).openapi({ description: "Documents that were found and are not cited." }),
    continues: z.string().nullable().openapi({ description: "The run whose answer this one goes on with." }),
  })
  .openapi("Written");

export const Answer = z
  .object({
    runId: z.string(),
    state: z.enum(["running", "done", "failed", "cancelled", "interrupted"]),
    mode: z.enum(["llm", "extractive", "none"]).openapi({ description: "`none`: there was not enough evidence." }),
    answer: z.string(),
    citations: z.array(Citation),
    nearest: z.array(DocumentLink).optional(),
    error: z.object({ code: z.string(), message: z.string() }).nullable().optional(),
    written: Written.optional().openapi({ description: "Only where a language model wrote." }),
    hidden: z.literal(true).optional().openapi({ description: "A model wrote it from documents that you can no longer open." }),
  })
  .openapi("Answer");

/** A copy of our own that the response types accept: core's lists are read-only. */
export function toAnswer({ citations, nearest, error, written, ...answer }: CoreAnswer): z.infer<typeof Answer> {
  return {
    ...answer,
    citations: [...citations],
    ...(nearest !== undefined && { nearest: [...nearest] }),
    ...(error !== undefined && error !== null && { error }),
    ...(written !== undefined && {
      written: { ...written, unsupported: [...written.unsupported], used: [...written.used], alsoFound: [...written.alsoFound] },
    }),
  };
}
